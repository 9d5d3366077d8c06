// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SERVER_DATAGRAM_SERVER_HPP
#define QUARTET_GEVENT_SERVER_DATAGRAM_SERVER_HPP

#include <quartet/gevent/server/base_server.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace quartet::gevent::server {

/// A server for datagrams (Python: `gevent.server.DatagramServer`).
/**
 * @par Example
 * @code
 * server::DatagramServer* self = nullptr;
 * server::DatagramServer echo({"127.0.0.1", 9000}, [&](std::string bytes, socket::address from) {
 *     self->sendto(bytes, from);
 * });
 * self = &echo;
 * echo.serve_forever();
 * @endcode
 */
class QUARTET_DECL DatagramServer : public BaseServer
{
public:
    /// Runs for each datagram.
    using handler = std::function<void(std::string const&, socket::address const&)>;

    /// @throws ValueError for options that are too small, and for no handler.
    DatagramServer(socket::address where, handler handle, ServerOptions options = {});

    /// Over a socket that is bound.
    DatagramServer(socket::socket listener, handler handle, ServerOptions options = {});

    /// Sends from where it listens. @return how many bytes. @throws OSError
    std::size_t sendto(std::string_view bytes, socket::address const& where) const
    {
        return socket().sendto(bytes, where);
    }
};

}  // namespace quartet::gevent::server

#endif
