// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A loop over an io_context that somebody else runs: what is ready runs in a handler.
#include <quartet/errors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "event_loop.hpp"
#include "readiness.hpp"

namespace quartet::detail {

void event_loop::expose()
{
    is_exposed_ = true;
    if (readiness_ != nullptr && is_run_by_others())
    {
        readiness_->arm();
    }
}

/// In a handler of an io_context that somebody else runs.
void event_loop::drain()
{
    if (current_loop != this)
    {
        boost::asio::post(*io_, [this, alive = alive_] {
            if (*alive != nullptr)
            {
                drain();
            }
        });
        throw RuntimeError("the io_context of a hub must be run in the thread of the hub");
    }
    is_drain_posted_ = false;
    if (depth_ != 0)
    {
        return;  // our own function asked Asio, and runs what is ready itself
    }
    ++depth_;
    is_draining_ = true;
    round();
    is_draining_ = false;
    if (ready_.empty())
    {
        ready_.take_all(idlers_);
    }
    --depth_;
    post_drain();
}

/// If there is something to do for one who runs the io_context.
void event_loop::post_drain()
{
    if (!ready_.empty() || !idlers_.empty())
    {
        if (!is_drain_posted_)
        {
            is_drain_posted_ = true;
            boost::asio::post(*io_, [alive = alive_] {
                if (*alive != nullptr)
                {
                    (*alive)->drain();
                }
            });
        }
    }
    else
    {
        arm();
    }
}

}  // namespace quartet::detail
