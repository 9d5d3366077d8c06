// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TURN_HPP
#define QUARTET_SRC_ASYNCIO_TURN_HPP

#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/detail/agent.hpp>
#include <quartet/detail/context_cell.hpp>

namespace quartet::asyncio::detail {

/// That a task or a callback of a loop runs in this thread; while it lives.
class turn : public quartet::detail::agent::blocking
{
public:
    /// @param task null: a callback. @param context null: that of the greenlet or the thread.
    turn(
        loop_core& loop, task_core* task, quartet::detail::context_slot* context = nullptr) noexcept
        : blocking(context)
        , loop_(loop)
        , task_(task)
    {
        if (loop.is_debug)
        {
            began_ = loop_core::clock::now();
        }
    }
    ~turn()
    {
        if (loop_.is_debug)
        {
            tell_if_slow();
        }
    }

    /// The one that is on, or null. There is nothing else that blocks.
    static turn* current() noexcept { return static_cast<turn*>(blocking::current()); }

    loop_core& loop() const noexcept { return loop_; }
    task_core* task() const noexcept { return task_; }

    /// The loop that has begun to run last in this thread, and others before it, in greenlets.
    [[gnu::tls_model("initial-exec")]] static constinit thread_local loop_core* innermost;

private:
    void tell_if_slow() const noexcept;

    loop_core& loop_;
    task_core* const task_;
    loop_core::clock::time_point began_;
};

}  // namespace quartet::asyncio::detail

#endif
