// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_CONNECT_HPP
#define QUARTET_ASYNCIO_DETAIL_CONNECT_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/detail/server_core.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>
#include <quartet/asyncio/options.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace quartet::asyncio::detail {

/// Where to connect to, or to listen.
struct QUARTET_DECL destination
{
    /// @throws ValueError if a port is not from 0 to 65535.
    destination(std::string to, int at, ConnectionOptions const& how);

    /// A path.
    explicit destination(std::string path);

    std::string host;
    int port = 0;
    std::optional<address> path;   // of a Unix socket
    std::optional<address> local;  // where it shall come from
    int family = AF_UNSPEC;
    std::optional<double> delay;  // between attempts beside each other
    bool all_errors = false;
};

/// A socket that is connected. @throws OSError, gaierror, ExceptionGroup
QUARTET_DECL Coroutine<quartet::detail::unique_fd> connect(ref<loop_core> loop, destination where);

/// AF_INET, ... @throws OSError
QUARTET_DECL int family_of(int socket);

/// A transport over it. @throws OSError
QUARTET_DECL ref<transport_core> make_transport(
    loop_core& loop, std::shared_ptr<Protocol> protocol, quartet::detail::unique_fd socket);

/// The same of a blocking one, which is taken over. @throws ValueError for what is no socket for a
/// stream. @throws OSError
QUARTET_DECL ref<transport_core>
make_transport_of_accepted(loop_core& loop, std::shared_ptr<Protocol> protocol, int socket);

/// A transport over one end of a pipe, which is taken over. @throws ValueError for other things.
/// @throws OSError
QUARTET_DECL ref<transport_core>
make_pipe_transport(loop_core& loop, std::shared_ptr<Protocol> protocol, int fd, bool reads);

/// A server there. @throws OSError, gaierror
QUARTET_DECL Coroutine<ref<server_core>> make_server(
    ref<loop_core> loop,
    std::string host,
    int port,
    ServerOptions options,
    server_core::maker made);
QUARTET_DECL Coroutine<ref<server_core>>
make_unix_server(ref<loop_core> loop, address path, ServerOptions options, server_core::maker made);
/// A server on a socket that is bound, which is taken over. @throws OSError
QUARTET_DECL Coroutine<ref<server_core>>
make_server_on(ref<loop_core> loop, int socket, ServerOptions options, server_core::maker made);

template <class Factory>
Coroutine<std::pair<Transport, std::invoke_result_t<Factory&>>>
connect_protocol(ref<loop_core> loop, destination where, Factory factory)
{
    quartet::detail::unique_fd socket = co_await connect(loop, std::move(where));
    auto const protocol = factory();
    Transport const transport(make_transport(*loop, protocol, std::move(socket)));
    transport.core().begin();
    std::pair result(transport, protocol);
    co_return std::move(result);
}

/// What a server makes of a connection: a protocol.
template <class Factory>
server_core::maker makes_protocol(Factory factory)
{
    return [factory = std::move(factory)](
               server_core& server, quartet::detail::unique_fd socket) mutable {
        auto const made = make_transport(server.loop(), factory(), std::move(socket));
        made->belongs_to(server);
        made->begin();
    };
}

}  // namespace quartet::asyncio::detail

#endif
