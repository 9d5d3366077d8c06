// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/stream_protocol.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/errors.hpp>

#include <cerrno>

namespace quartet::asyncio::detail {

void stream_protocol::transport(ref<transport_core> next) noexcept
{
    transport_ = std::move(next);
    reader_->source(transport_);
}

void stream_protocol::connection_made(Transport const& made)
{
    transport(ref<transport_core>(&made.core()));
}

/// @return true: one may still write; but not with TLS, which ends both directions at once.
bool stream_protocol::eof_received()
{
    reader_->end();
    return transport_->can_write_eof();
}

void stream_protocol::connection_lost(std::exception_ptr error)
{
    error_ = error;
    error == nullptr ? reader_->end() : reader_->fail(error);
    reader_->source(nullptr);
    may_write_.set();
    is_lost_.set();
}

Coroutine<void> stream_protocol::drained(std::shared_ptr<stream_protocol> self)
{
    if (self->reader_->error() != nullptr)
    {
        std::rethrow_exception(self->reader_->error());
    }
    if (self->transport_->is_closing())
    {
        co_await asyncio::sleep(0);  // who writes in a loop shall hear of the end
    }
    co_await self->may_write_.wait();
    if (self->is_lost_.is_set())
    {
        throw ConnectionResetError(ECONNRESET, "drain: the connection is lost");
    }
}

Coroutine<void> stream_protocol::closed(std::shared_ptr<stream_protocol> self)
{
    co_await self->is_lost_.wait();
    if (self->error_ != nullptr)
    {
        std::rethrow_exception(self->error_);
    }
}

}  // namespace quartet::asyncio::detail
