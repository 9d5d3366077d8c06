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
#include "lookup.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::throw_os_error;
using quartet::detail::unique_fd;

namespace {

void set(int descriptor, int level, int option)
{
    int const on = 1;
    if (::setsockopt(descriptor, level, option, &on, sizeof on) != 0)
    {
        throw_os_error("setsockopt");
    }
}

unique_fd make_bound(address const& where, ServerOptions const& options)
{
    unique_fd made(::socket(where.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!made)
    {
        throw_os_error("socket");
    }
    if (options.reuse_address && where.family() != AF_UNIX)
    {
        set(made.get(), SOL_SOCKET, SO_REUSEADDR);
    }
    if (options.reuse_port)
    {
        set(made.get(), SOL_SOCKET, SO_REUSEPORT);
    }
    if (where.family() == AF_INET6)
    {
        set(made.get(), IPPROTO_IPV6, IPV6_V6ONLY);  // IPv4 has a socket of its own
    }
    sockaddr_storage name;
    socklen_t const size = where.store(name);
    if (::bind(made.get(), reinterpret_cast<sockaddr*>(&name), size) != 0)
    {
        throw_os_error("error while attempting to bind on address " + where.text());
    }
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
    int const flags = ::fcntl(socket, F_GETFL);
    if (flags < 0 || ::fcntl(socket, F_SETFL, flags | O_NONBLOCK) != 0 ||
        ::fcntl(socket, F_SETFD, FD_CLOEXEC) != 0)
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
