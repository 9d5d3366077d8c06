// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/socket/resolve.hpp>
#include <quartet/gevent/threadpool.hpp>

#include <cerrno>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>

#include "core.hpp"

namespace quartet::gevent::socket {
namespace {

class gai_category final : public std::error_category
{
public:
    char const* name() const noexcept override { return "getaddrinfo"; }
    std::string message(int error) const override { return ::gai_strerror(error); }

    static gai_category const& get() noexcept
    {
        static gai_category const* const instance = new gai_category;  // outlives static objects
        return *instance;
    }
};

/// In another thread, when others have something to do meanwhile.
template <class Question>
auto ask(Question question)
{
    return quartet::detail::agent::current().is_cooperative()
               ? get_hub().threadpool().apply(std::move(question))
               : question();
}

struct question
{
    std::optional<std::string> host;
    std::string port;
    addrinfo hints{};

    struct answer
    {
        int error = 0;
        int system_error = 0;
        std::vector<address_info> ways = {};
    };

    answer operator()() const
    {
        addrinfo* first = nullptr;
        answer result;
        result.error = ::getaddrinfo(
            host ? host->c_str() : nullptr, port.empty() ? nullptr : port.c_str(), &hints, &first);
        result.system_error = errno;
        std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> const all(first, &::freeaddrinfo);
        for (addrinfo const* each = first; each != nullptr; each = each->ai_next)
        {
            result.ways.push_back(
                {each->ai_family,
                 each->ai_socktype,
                 each->ai_protocol,
                 each->ai_canonname != nullptr ? each->ai_canonname : "",
                 address(each->ai_addr, each->ai_addrlen)});
        }
        return result;
    }
};

[[noreturn]] void refuse(int error, int system_error, std::string const& what)
{
    if (error == EAI_SYSTEM)
    {
        quartet::detail::throw_os_error(what, system_error);
    }
    throw gaierror(error, what);
}

}  // namespace

gaierror::gaierror(int error, std::string const& what)
    : OSError(std::error_code(error, gai_category::get()), what)
{}

std::vector<address_info> getaddrinfo(
    std::optional<std::string> const& host,
    std::string const& port,
    int family,
    int type,
    int proto,
    int flags)
{
    question about{host, port};
    about.hints.ai_family = family;
    about.hints.ai_socktype = type;
    about.hints.ai_protocol = proto;
    about.hints.ai_flags = flags | AI_NUMERICHOST | AI_NUMERICSERV;
    question::answer found = about();
    if (found.error == EAI_NONAME || found.error == EAI_SERVICE)
    {
        about.hints.ai_flags = flags;
        found = ask(about);
    }
    if (found.error != 0)
    {
        refuse(found.error, found.system_error, "getaddrinfo: " + host.value_or("") + ":" + port);
    }
    return std::move(found.ways);
}

std::string gethostbyname(std::string const& host)
{
    return getaddrinfo(host, 0, AF_INET, SOCK_STREAM).front().where.host();
}

std::pair<std::string, std::string> getnameinfo(address const& of, int flags)
{
    struct answer
    {
        int error;
        int system_error;
        char host[NI_MAXHOST];
        char port[NI_MAXSERV];
    };
    sockaddr_storage from;
    socklen_t const size = resolved(of, AF_UNSPEC, SOCK_STREAM).store(from);
    auto const look_up = [from, size, flags] {
        answer found{};
        found.error = ::getnameinfo(
            reinterpret_cast<sockaddr const*>(&from),
            size,
            found.host,
            sizeof found.host,
            found.port,
            sizeof found.port,
            flags);
        found.system_error = errno;
        return found;
    };
    bool const is_quick = (flags & NI_NUMERICHOST) != 0 && (flags & NI_NUMERICSERV) != 0;
    answer const found = is_quick ? look_up() : ask(look_up);
    if (found.error != 0)
    {
        refuse(found.error, found.system_error, "getnameinfo: " + of.text());
    }
    return {found.host, found.port};
}

address resolved(address const& where, int family, int type)
{
    if (where.family() != AF_UNSPEC || where.host().empty())
    {
        return where;
    }
    int const asked = family == AF_UNIX ? AF_UNSPEC : family;
    return getaddrinfo(where.host(), where.port(), asked, type).front().where;
}

}  // namespace quartet::gevent::socket
