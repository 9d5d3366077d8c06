// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/address_info.hpp>
#include <quartet/asyncio/detail/connect.hpp>
#include <quartet/asyncio/detail/server_core.hpp>
#include <quartet/errors.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <utility>

#include "../../detail/os_error.hpp"
#include "../../detail/socket_calls.hpp"
#include "lookup.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::set_option;
using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;

namespace {

unique_fd make_bound(address const& where, ServerOptions const& options)
{
    unique_fd made = quartet::detail::make_socket(where.family(), SOCK_STREAM);
    if (options.reuse_address && where.family() != AF_UNIX)
    {
        set_option(made.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    }
    if (options.reuse_port)
    {
        set_option(made.get(), SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (where.family() == AF_INET6)
    {
        set_option(made.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);  // IPv4 has a socket of its own
    }
    quartet::detail::bind_socket(
        made.get(), where, "error while attempting to bind on address " + where.text());
    return made;
}

Coroutine<ref<server_core>> make_at_port(
    ref<loop_core> loop, std::string host, int port, ServerOptions options, server_core::maker made)
{
    std::string const service = std::to_string(port);
    std::vector<address_info> const ways =
        co_await lookup(loop, host, service, options.family, SOCK_STREAM, 0, AI_PASSIVE);
    ref<server_core> server(new server_core(*loop, std::move(made), options.backlog));
    for (address_info const& each : ways)
    {
        server->add(make_bound(each.where, options), {});
    }
    if (options.start_serving)
    {
        server->start();
    }
    co_return std::move(server);
}

}  // namespace

Coroutine<ref<server_core>> make_server(
    ref<loop_core> loop, std::string host, int port, ServerOptions options, server_core::maker made)
{
    address(std::string(), port);  // looks at the port
    return make_at_port(std::move(loop), std::move(host), port, options, std::move(made));
}

Coroutine<ref<server_core>>
make_unix_server(ref<loop_core> loop, address path, ServerOptions options, server_core::maker made)
{
    std::error_code ignored;
    if (std::filesystem::is_socket(path.path(), ignored))
    {
        std::filesystem::remove(path.path(), ignored);  // one that somebody has left behind
    }
    ref<server_core> server(new server_core(*loop, std::move(made), options.backlog));
    server->add(make_bound(path, options), path.path());
    if (options.start_serving)
    {
        server->start();
    }
    co_return std::move(server);
}

Coroutine<ref<server_core>>
make_server_on(ref<loop_core> loop, int socket, ServerOptions options, server_core::maker made)
{
    quartet::detail::make_non_blocking(socket, "start_server: sock");
    if (::fcntl(socket, F_SETFD, FD_CLOEXEC) != 0)
    {
        throw_os_error("start_server: sock");
    }
    ref<server_core> server(new server_core(*loop, std::move(made), options.backlog));
    server->add(unique_fd(socket), {});
    if (options.start_serving)
    {
        server->start();
    }
    co_return std::move(server);
}

}  // namespace quartet::asyncio::detail
