// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_SERVER_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_SERVER_CORE_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace quartet::asyncio::detail {

class acceptor;
class transport_core;

/// What all handles to a server share: sockets that listen, and the connections that came from them.
class QUARTET_DECL server_core : public counted<server_core>
{
public:
    /// What becomes of a connection; called in the loop.
    using maker = std::function<void(server_core&, quartet::detail::unique_fd)>;

    server_core(loop_core& loop, maker connection, int backlog);
    ~server_core();
    server_core(server_core const&) = delete;
    server_core& operator=(server_core const&) = delete;

    loop_core& loop() const noexcept { return *loop_; }

    /// One more socket, which is bound. @param path of a Unix socket, which is removed in the end.
    void add(quartet::detail::unique_fd bound, std::string const& path);

    /// @throws OSError @throws RuntimeError if it is closed.
    void start();
    void close() noexcept;
    bool is_serving() const noexcept { return is_serving_; }
    std::vector<int> sockets() const;

    void close_clients();
    void abort_clients() noexcept;

    /// @throws RuntimeError if somebody does.
    static Coroutine<void> serve_forever(ref<server_core> self);
    static Coroutine<void> wait_closed(ref<server_core> self);

    // --- for acceptors and transports ---

    void accepted(quartet::detail::unique_fd connection) noexcept;
    void made(transport_core& connection)
    {
        connections_.insert(&connection);
        has_ended_.clear();
    }
    void lost(transport_core& connection) noexcept;

private:
    void tell_if_closed() noexcept;

    ref<loop_core> const loop_;
    quartet::detail::context_slot context_ = quartet::detail::context_cell::copy_current();
    maker connection_;
    int const backlog_;
    std::vector<ref<acceptor>> acceptors_;
    std::set<transport_core*> connections_;
    bool is_serving_ = false;
    bool is_closed_ = false;
    ref<future_core> forever_;  // null: nobody is in serve_forever()
    Event has_ended_;           // it is closed, and has no connections
};

}  // namespace quartet::asyncio::detail

#endif
