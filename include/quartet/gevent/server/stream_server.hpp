// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SERVER_STREAM_SERVER_HPP
#define QUARTET_GEVENT_SERVER_STREAM_SERVER_HPP

#include <quartet/gevent/server/base_server.hpp>

#include <functional>

namespace quartet::gevent::server {

/// A server for connections (Python: `gevent.server.StreamServer`).
/**
 * When the handler has ended, its connection is closed.
 *
 * @par Example
 * @code
 * server::StreamServer echo({"127.0.0.1", 0}, [](socket::socket client, socket::address) {
 *     for (std::string part; !(part = client.recv(4096)).empty();)
 *     {
 *         client.sendall(part);
 *     }
 * });
 * echo.serve_forever();
 * @endcode
 */
class QUARTET_DECL StreamServer : public BaseServer
{
public:
    /// Runs for each connection.
    using handler = std::function<void(socket::socket const&, socket::address const&)>;

    /// @param where a host and a port (0: any that is free), or a path.
    /// @throws ValueError for options that are too small, and for no handler.
    StreamServer(socket::address where, handler handle, ServerOptions options = {});

    /// Over a socket that listens.
    StreamServer(socket::socket listener, handler handle, ServerOptions options = {});
};

}  // namespace quartet::gevent::server

#endif
