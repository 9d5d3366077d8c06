// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/attached_loop.hpp>
#include <quartet/errors.hpp>

#include "../detail/loop/event_loop.hpp"

namespace quartet::asyncio {

using quartet::detail::event_loop;

attached_loop::attached_loop(boost::asio::io_context& io)
    : core_(new detail::loop_core)
{
    if (event_loop* const here = event_loop::here(); here == nullptr || &here->io() != &io)
    {
        event_loop::make(io);
        has_made_ = true;
    }
    core_->attach();
}

attached_loop::~attached_loop()
{
    core_->detach();
    core_->close();
    if (has_made_)
    {
        event_loop::end();
    }
}

}  // namespace quartet::asyncio
