// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SERVER_BASE_SERVER_HPP
#define QUARTET_GEVENT_SERVER_BASE_SERVER_HPP

#include <quartet/address.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/gevent/socket/socket.hpp>
#include <quartet/timeout.hpp>

#include <memory>
#include <optional>
#include <string>

namespace quartet::gevent::server {

/// The keyword arguments of servers.
struct ServerOptions
{
    int backlog = 256;  ///< how many connections wait to be accepted

    /// How many handlers run at once, at most. While they do, nothing is accepted. None: no limit.
    std::optional<int> spawn = std::nullopt;

    /// After so many connections in a row others have a turn.
    int max_accept = 100;

    /// Seconds for which nothing is accepted after an error, such as too many descriptors; twice as
    /// long after each further one, up to the second.
    timeout min_delay = 0.01;
    timeout max_delay = 1;
};

/// What servers have in common (Python: `gevent.baseserver.BaseServer`).
/**
 * A greenlet accepts, and runs each handler in a greenlet of its own. What a handler throws is
 * printed on standard error; the server goes on.
 *
 * @par Thread safety
 * A server belongs to its thread.
 *
 * @par Blocking
 * stop(), serve_forever() and the destructor let other greenlets run.
 */
class QUARTET_DECL BaseServer
{
public:
    struct core;

    /// Stops it, and kills the handlers that have not ended.
    virtual ~BaseServer();
    BaseServer(BaseServer const&) = delete;
    BaseServer& operator=(BaseServer const&) = delete;

    /// Binds it, unless it was made with a socket, and accepts from now on. Does nothing if it does.
    /// @throws OSError if the address is in use, ... @throws RuntimeError if its socket is closed.
    void start();

    /// Accepts nothing any more, closes the socket, waits for the handlers, and kills those that
    /// have not ended in time. A handler may call it, and goes on.
    /// @param limit seconds; a negative one counts as 0.
    void stop(timeout limit = 1);

    /// start(), and waits until somebody stops it.
    /// @param stop_limit for stop(), when the caller is interrupted.
    void serve_forever(timeout stop_limit = 1);

    /// Accepts nothing any more, and closes the socket. Handlers go on.
    void close() noexcept;

    bool closed() const noexcept;
    bool started() const noexcept;

    /// Whether as many handlers run as may.
    bool full() const noexcept;

    /// Where it listens; of a port 0 the port that it got, once it was started.
    socket::address address() const;
    int server_port() const { return address().port(); }
    std::string server_host() const { return address().host(); }

    /// The socket; closed until start(), and in the end.
    socket::socket const& socket() const noexcept;

protected:
    explicit BaseServer(std::shared_ptr<core> made) noexcept;

    std::shared_ptr<core> core_;
};

}  // namespace quartet::gevent::server

#endif
