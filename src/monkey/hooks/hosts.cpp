// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// gethostbyname, gethostbyname2, gethostbyaddr. What they give stays until the thread calls one of them
// again, although it comes from another thread: each call has memory of its own, as those that end in
// _r, and so several look up names at the same time.
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netdb.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../errand.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_gethostbyname("gethostbyname", ::gethostbyname);
constinit original libc_gethostbyname2("gethostbyname2", ::gethostbyname2);
constinit original libc_gethostbyaddr("gethostbyaddr", ::gethostbyaddr);

struct host
{
    std::vector<char> memory;
    hostent entry{};
    bool is_found = false;
    int why = 0;  // h_errno
    int error = 0;
};

/// @param look_up as gethostbyname_r(), with the memory for the result.
template <class LookUp>
host in_memory_of_its_own(LookUp look_up)
{
    host its;
    its.memory.resize(1024);
    for (;;)
    {
        hostent* found = nullptr;
        int const code =
            look_up(&its.entry, its.memory.data(), its.memory.size(), &found, &its.why);
        its.error = errno;
        if (code != ERANGE)
        {
            its.is_found = found != nullptr;
            return its;
        }
        its.memory.resize(its.memory.size() * 2);
    }
}

/// What the greenlet gets of it.
hostent* deliver(std::optional<host> answer) noexcept
{
    static thread_local host last;
    if (!answer)
    {
        h_errno = NETDB_INTERNAL;
        return nullptr;
    }
    last = std::move(*answer);
    if (!last.is_found)
    {
        errno = last.error;
        h_errno = last.why;
        return nullptr;
    }
    return &last.entry;
}

bool is_numeric(char const* name) noexcept
{
    in6_addr any;
    return ::inet_aton(name, reinterpret_cast<in_addr*>(&any)) != 0 ||
           ::inet_pton(AF_INET6, name, &any) == 1;
}

hostent* look_up_name(agent& self, std::string name, int family, char const* what)
{
    return deliver(run_errand(
        self,
        [name = std::move(name), family] {
            return in_memory_of_its_own(
                [&](hostent* entry, char* memory, std::size_t size, hostent** found, int* why) {
                    return ::gethostbyname2_r(
                        name.c_str(), family, entry, memory, size, found, why);
                });
        },
        what));
}

hostent* cooperative_gethostbyname(char const* name)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || name == nullptr || is_numeric(name))
    {
        return libc_gethostbyname(name);
    }
    return look_up_name(*self, name, AF_INET, "gethostbyname");
}

hostent* cooperative_gethostbyname2(char const* name, int family)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || name == nullptr || is_numeric(name))
    {
        return libc_gethostbyname2(name, family);
    }
    return look_up_name(*self, name, family, "gethostbyname2");
}

hostent* cooperative_gethostbyaddr(void const* address, socklen_t size, int family)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || address == nullptr)
    {
        return libc_gethostbyaddr(address, size, family);
    }
    return deliver(run_errand(
        *self,
        [bytes = std::string(static_cast<char const*>(address), size), family] {
            return in_memory_of_its_own(
                [&](hostent* entry, char* memory, std::size_t size_, hostent** found, int* why) {
                    return ::gethostbyaddr_r(
                        bytes.data(),
                        socklen_t(bytes.size()),
                        family,
                        entry,
                        memory,
                        size_,
                        found,
                        why);
                });
        },
        "gethostbyaddr"));
}

}  // namespace

hooks hosts_hooks()
{
    static std::array const all{
        hook(libc_gethostbyname, cooperative_gethostbyname, in_dns),
        hook(libc_gethostbyname2, cooperative_gethostbyname2, in_dns),
        hook(libc_gethostbyaddr, cooperative_gethostbyaddr, in_dns),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
