// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SERVER_HPP
#define QUARTET_ASYNCIO_SERVER_HPP

#include <quartet/address.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/server_core.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/detail/config.hpp>

#include <exception>
#include <utility>
#include <vector>

namespace quartet::asyncio {

/// A socket that listens, of a Server (Python: `asyncio.trsock.TransportSocket`).
class QUARTET_DECL TransportSocket
{
public:
    explicit TransportSocket(int descriptor) noexcept
        : descriptor_(descriptor)
    {}

    /// It stays the server's.
    int fileno() const noexcept { return descriptor_; }

    /// Where it listens. @throws OSError if the server is closed.
    address getsockname() const;

private:
    int descriptor_;
};

/// What start_server() and EventLoop::create_server() give (Python: `asyncio.Server`).
/**
 * A handle: copies refer to the same server, which serves until it or its loop is closed, whoever has
 * handles. For asyncio::with(), which closes it in the end.
 *
 * @par Example
 * @code
 * asyncio::Server server = co_await asyncio::start_server(handle, "127.0.0.1", 8888);
 * co_await server.serve_forever();
 * @endcode
 *
 * @par Thread safety
 * Belongs to the thread of its loop.
 */
class QUARTET_DECL Server
{
public:
    explicit Server(detail::ref<detail::server_core> core) noexcept
        : core_(std::move(core))
    {}

    EventLoop get_loop() const;

    /// Accepts from now on. Does nothing if it does. @throws OSError @throws RuntimeError if it is
    /// closed.
    void start_serving() const { core_->start(); }
    bool is_serving() const noexcept { return core_->is_serving(); }

    /// start_serving(), and waits until it is cancelled, or closed: then closes it, waits for its
    /// connections, and throws CancelledError. To be awaited.
    /// @throws RuntimeError if somebody else does.
    Coroutine<void> serve_forever() const;

    /// Accepts nothing any more. Connections go on. Removes the path of a Unix socket.
    void close() const noexcept { core_->close(); }

    /// Waits until it is closed and its connections have ended.
    Coroutine<void> wait_closed() const;

    /// Closes all its connections: what was written still goes out.
    void close_clients() const { core_->close_clients(); }

    /// The same, but what was not sent is lost.
    void abort_clients() const noexcept { core_->abort_clients(); }

    /// None when it is closed.
    std::vector<TransportSocket> sockets() const;

    /// For with().
    void enter() const noexcept {}
    Coroutine<void> leave(std::exception_ptr error) const;

    /// For what knows more of servers.
    detail::server_core& core() const noexcept { return *core_; }

private:
    detail::ref<detail::server_core> core_;
};

namespace detail {

/// How a server is given to the user.
Coroutine<Server> inline serve(Coroutine<ref<server_core>> made)
{
    ref<server_core> core = co_await std::move(made);
    co_return Server(std::move(core));
}

}  // namespace detail
}  // namespace quartet::asyncio

#endif
