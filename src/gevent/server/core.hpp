// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SERVER_CORE_HPP
#define QUARTET_SRC_GEVENT_SERVER_CORE_HPP

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/server/base_server.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/semaphore.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace quartet::gevent::server {

/// What a server and its greenlets share.
struct BaseServer::core : std::enable_shared_from_this<core>
{
    core(std::optional<socket::address> to_bind, socket::socket from, ServerOptions with);
    virtual ~core() = default;

    /// A socket that is bound.
    virtual socket::socket bind(socket::address const& to) const = 0;

    /// Waits for the next thing to handle. @return what handles it.
    virtual std::function<void()> next() const = 0;

    virtual char const* kind() const noexcept = 0;

    void start();
    void close() noexcept;
    void stop(timeout const& limit);

    /// Accepts, until it is killed or the socket is closed.
    void run();
    void handle(std::function<void()> with);
    void leave_room() noexcept;

    std::optional<socket::address> const where;
    socket::socket listener;
    ServerOptions const options;
    std::optional<threading::Semaphore> room;  // for handlers
    Greenlet<void> accepts;
    std::map<std::uint64_t, Greenlet<void>> handlers;
    std::uint64_t handled = 0;  // how many there were
    threading::Event stopped;
};

}  // namespace quartet::gevent::server

#endif
