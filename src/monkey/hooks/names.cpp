// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// getaddrinfo, getnameinfo: what needs no lookup at once, the rest in another thread.
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <vector>

#include "../errand.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_getaddrinfo("getaddrinfo", ::getaddrinfo);
constinit original libc_getnameinfo("getnameinfo", ::getnameinfo);

struct addresses
{
    struct release
    {
        void operator()(addrinfo* which) const noexcept { ::freeaddrinfo(which); }
    };

    int code;
    int error;  // if code is EAI_SYSTEM
    std::unique_ptr<addrinfo, release> all;
};

std::optional<std::string> copy_of(char const* text)
{
    return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}

char const* pointer_to(std::optional<std::string> const& text) noexcept
{
    return text ? text->c_str() : nullptr;
}

int cooperative_getaddrinfo(
    char const* node, char const* service, addrinfo const* hints, addrinfo** result)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || node == nullptr ||
        (hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0))
    {
        return libc_getaddrinfo(node, service, hints, result);
    }
    addrinfo wanted{};
    wanted.ai_flags = hints != nullptr ? hints->ai_flags : AI_V4MAPPED | AI_ADDRCONFIG;
    wanted.ai_family = hints != nullptr ? hints->ai_family : AF_UNSPEC;
    wanted.ai_socktype = hints != nullptr ? hints->ai_socktype : 0;
    wanted.ai_protocol = hints != nullptr ? hints->ai_protocol : 0;

    addrinfo numeric = wanted;
    numeric.ai_flags |= AI_NUMERICHOST;
    int const error = errno;
    if (int const code = libc_getaddrinfo(node, service, &numeric, result); code != EAI_NONAME)
    {
        return code;
    }
    errno = error;
    try
    {
        auto answer = run_errand(
            *self,
            [name = std::string(node), port = copy_of(service), wanted] {
                addrinfo* all = nullptr;
                int const code = libc_getaddrinfo(name.c_str(), pointer_to(port), &wanted, &all);
                return addresses{
                    code,
                    errno,
                    std::unique_ptr<addrinfo, addresses::release>(code == 0 ? all : nullptr)};
            },
            "getaddrinfo");
        if (!answer)
        {
            return EAI_SYSTEM;
        }
        if (answer->code == 0)
        {
            *result = answer->all.release();
        }
        else
        {
            errno = answer->error;
        }
        return answer->code;
    }
    catch (std::bad_alloc const&)
    {
        return EAI_MEMORY;
    }
}

struct host_and_service
{
    int code;
    int error;
    std::vector<char> host;
    std::vector<char> service;
};

int cooperative_getnameinfo(
    sockaddr const* address,
    socklen_t size,
    char* host,
    socklen_t size_of_host,
    char* service,
    socklen_t size_of_service,
    int flags)
{
    agent* const self = cooperative_caller();
    bool const is_name_wanted = host != nullptr && size_of_host != 0 &&
                                (flags & NI_NUMERICHOST) == 0 && address != nullptr &&
                                (address->sa_family == AF_INET || address->sa_family == AF_INET6);
    if (self == nullptr || !is_name_wanted)
    {
        return libc_getnameinfo(address, size, host, size_of_host, service, size_of_service, flags);
    }
    try
    {
        auto const* const bytes = reinterpret_cast<char const*>(address);
        // An address is aligned as its family, and a vector of bytes as anything.
        auto answer = run_errand(
            *self,
            [=, of = std::vector<char>(bytes, bytes + size)] {
                host_and_service found{
                    0, 0, std::vector<char>(size_of_host), std::vector<char>(size_of_service)};
                found.code = libc_getnameinfo(
                    reinterpret_cast<sockaddr const*>(of.data()),
                    size,
                    found.host.data(),
                    size_of_host,
                    service != nullptr ? found.service.data() : nullptr,
                    size_of_service,
                    flags);
                found.error = errno;
                return found;
            },
            "getnameinfo");
        if (!answer)
        {
            return EAI_SYSTEM;
        }
        if (answer->code != 0)
        {
            errno = answer->error;
            return answer->code;
        }
        std::strcpy(host, answer->host.data());
        if (service != nullptr && size_of_service != 0)
        {
            std::strcpy(service, answer->service.data());
        }
        return 0;
    }
    catch (std::bad_alloc const&)
    {
        return EAI_MEMORY;
    }
}

}  // namespace

hooks names_hooks()
{
    static std::array const all{
        hook(libc_getaddrinfo, cooperative_getaddrinfo, in_dns),
        hook(libc_getnameinfo, cooperative_getnameinfo, in_dns),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
