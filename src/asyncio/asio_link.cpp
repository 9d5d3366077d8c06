// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/asio_wait.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/use_awaitable.hpp>
#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>

#include <utility>

#include "../detail/loop/event_loop.hpp"

namespace quartet::asyncio {
namespace detail {

void asio_link::abandon()
{
    if (task_ != nullptr)
    {
        task_ = nullptr;
        cancel();
    }
}

void asio_link::cancel()
{
    ref<asio_link> const self(this);  // the handler may be the last who knows it
    signal_.emit(boost::asio::cancellation_type::all);
}

void asio_link::completed()
{
    if (loop_->is_here())
    {
        go_on();
    }
    else if (!loop_->is_closed())
    {
        loop_->call_soon_threadsafe([self = ref<asio_link>(this)] { self->go_on(); });
    }
}

void asio_link::go_on()
{
    if (task_ != nullptr)
    {
        std::exchange(task_, nullptr)->schedule();
    }
}

}  // namespace detail

boost::asio::io_context& io_context_of(EventLoop const& loop)
{
    if (!loop.core().is_here())
    {
        throw RuntimeError("io_context_of: the loop does not run in this thread");
    }
    return quartet::detail::event_loop::here()->io();
}

}  // namespace quartet::asyncio
