// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/socket/resolve.hpp>
#include <quartet/gevent/threadpool.hpp>

#include <cerrno>
#include <netdb.h>
#include <netinet/in.h>

#include "../../detail/name_lookup.hpp"
#include "core.hpp"

namespace quartet::gevent::socket {

using quartet::detail::name_lookup;

namespace {

/// In another thread, when others have something to do meanwhile.
template <class Question>
auto ask(Question question)
{
    return quartet::detail::agent::current().is_cooperative()
               ? get_hub().threadpool().apply(std::move(question))
               : question();
}

}  // namespace

std::vector<address_info> getaddrinfo(
    std::optional<std::string> const& host,
    std::string const& port,
    int family,
    int type,
    int proto,
    int flags)
{
    name_lookup const about(host, port, family, type, proto, flags);
    auto found = about.quick();
    if (!found)
    {
        found = ask([about] { return about.ask(); });
    }
    return about.ways_of(std::move(*found));
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
        quartet::detail::throw_lookup_error(
            found.error, found.system_error, "getnameinfo: " + of.text());
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
