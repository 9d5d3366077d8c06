// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/socket/connect.hpp>
#include <quartet/gevent/socket/resolve.hpp>

#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>
#include <vector>

#include "core.hpp"

namespace quartet::gevent::socket {
namespace {

/// All that an address stands for.
std::vector<address_info> ways_to(address const& where, int flags = 0)
{
    if (where.family() != AF_UNSPEC)
    {
        return {{where.family(), SOCK_STREAM, 0, {}, where}};
    }
    return getaddrinfo(where.host(), where.port(), AF_UNSPEC, SOCK_STREAM, 0, flags);
}

}  // namespace

socket create_connection(address const& where, timeout limit, std::optional<address> const& source)
{
    std::exception_ptr error;
    for (address_info const& way : ways_to(where))
    {
        try
        {
            socket made(way.family, way.type, way.proto);
            made.settimeout(limit);
            if (source)
            {
                made.bind(*source);
            }
            made.connect(way.where);
            return made;
        }
        catch (OSError const&)
        {
            error = std::current_exception();
        }
        catch (TimeoutError const&)
        {
            error = std::current_exception();
        }
    }
    std::rethrow_exception(error);
}

socket create_server(address const& where, server_options const& options)
{
    address const there = ways_to(where, AI_PASSIVE).front().where;
    socket made(there.family(), SOCK_STREAM);
    if (there.family() != AF_UNIX)
    {
        made.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    }
    if (options.reuse_port)
    {
        made.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (there.family() == AF_INET6)
    {
        made.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, options.dualstack_ipv6 ? 0 : 1);
    }
    made.bind(there);
    made.listen(options.backlog);
    return made;
}

std::pair<socket, socket> socketpair(int family, int type, int proto)
{
    int ends[2];
    if (::socketpair(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, proto, ends) != 0)
    {
        quartet::detail::throw_os_error("socketpair");
    }
    quartet::detail::unique_fd first(ends[0]);
    quartet::detail::unique_fd second(ends[1]);
    using core = socket::core;
    return {
        socket(std::make_shared<core>(std::move(first), family, type, proto)),
        socket(std::make_shared<core>(std::move(second), family, type, proto))};
}

socket fromfd(int descriptor)
{
    quartet::detail::unique_fd copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
    if (!copy)
    {
        quartet::detail::throw_os_error("fromfd");
    }
    socket made = socket::adopt(copy.get());
    copy.release();
    return made;
}

}  // namespace quartet::gevent::socket
