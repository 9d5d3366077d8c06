// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/server_core.hpp>
#include <quartet/asyncio/detail/transport_core.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/errors.hpp>

#include <utility>

#include "../turn.hpp"
#include "acceptor.hpp"

namespace quartet::asyncio::detail {

server_core::server_core(loop_core& loop, maker connection, int backlog)
    : loop_(&loop)
    , connection_(std::move(connection))
    , backlog_(backlog)
{}

server_core::~server_core()
{
    for (auto const& each : acceptors_)
    {
        each->close();  // it was never started
    }
}

void server_core::add(quartet::detail::unique_fd bound, std::string const& path)
{
    acceptors_.emplace_back(new acceptor(*this, std::move(bound), path));
}

void server_core::start()
{
    if (is_closed_)
    {
        throw RuntimeError("server is closed");
    }
    if (!std::exchange(is_serving_, true))
    {
        for (auto const& each : acceptors_)
        {
            each->start(backlog_);
        }
    }
}

void server_core::close() noexcept
{
    if (std::exchange(is_closed_, true))
    {
        return;
    }
    ref<server_core> const self(this);  // those that were started have references
    is_serving_ = false;
    for (auto const& each : acceptors_)
    {
        each->close();
    }
    if (forever_ != nullptr)
    {
        forever_->cancel({});
    }
    tell_if_closed();
}

std::vector<int> server_core::sockets() const
{
    std::vector<int> all;
    for (auto const& each : acceptors_)
    {
        if (each->fileno() >= 0)
        {
            all.push_back(each->fileno());
        }
    }
    return all;
}

// --- its connections ---

void server_core::accepted(quartet::detail::unique_fd connection) noexcept
{
    turn const mine(*loop_, nullptr, &context_);
    try
    {
        connection_(*this, std::move(connection));
    }
    catch (SystemExit const&)
    {
        loop_->fail(std::current_exception());
    }
    catch (...)
    {
        loop_->report(
            {"Error on transport creation for incoming connection", std::current_exception(), {}});
    }
}

void server_core::lost(transport_core& connection) noexcept
{
    connections_.erase(&connection);
    tell_if_closed();
}

void server_core::tell_if_closed() noexcept
{
    if (is_closed_ && connections_.empty())
    {
        has_ended_.set();
    }
}

// What is closed tells of it in a turn of its own.
void server_core::close_clients()
{
    for (transport_core* const each : connections_)
    {
        each->close();
    }
}

void server_core::abort_clients() noexcept
{
    for (transport_core* const each : connections_)
    {
        each->abort();
    }
}

// --- waiting for it ---

Coroutine<void> server_core::wait_closed(ref<server_core> self)
{
    co_await self->has_ended_.wait();
}

Coroutine<void> server_core::serve_forever(ref<server_core> self)
{
    if (self->forever_ != nullptr)
    {
        throw RuntimeError("server is already being awaited on serve_forever()");
    }
    self->start();
    Future<void> const forever{EventLoop(self->loop_)};
    self->forever_ = ref<future_core>(&forever.core());
    std::exception_ptr error;
    try
    {
        co_await forever;
    }
    catch (...)
    {
        error = std::current_exception();
    }
    self->forever_ = nullptr;
    self->close();
    co_await wait_closed(self);
    std::rethrow_exception(error);
}

}  // namespace quartet::asyncio::detail
