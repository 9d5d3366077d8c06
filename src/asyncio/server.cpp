// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/server.hpp>

#include <sys/socket.h>

#include "transport/socket_name.hpp"

namespace quartet::asyncio {

address TransportSocket::getsockname() const
{
    return detail::name_of(descriptor_, &::getsockname, "getsockname");
}

EventLoop Server::get_loop() const
{
    return EventLoop(detail::ref<detail::loop_core>(&core_->loop()));
}

Coroutine<void> Server::serve_forever() const
{
    return detail::server_core::serve_forever(core_);
}

Coroutine<void> Server::wait_closed() const
{
    return detail::server_core::wait_closed(core_);
}

std::vector<TransportSocket> Server::sockets() const
{
    std::vector<TransportSocket> all;
    for (int const each : core_->sockets())
    {
        all.emplace_back(each);
    }
    return all;
}

Coroutine<void> Server::leave(std::exception_ptr) const
{
    close();
    return wait_closed();
}

}  // namespace quartet::asyncio
