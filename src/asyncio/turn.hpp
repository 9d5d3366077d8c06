// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TURN_HPP
#define QUARTET_SRC_ASYNCIO_TURN_HPP

#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/detail/agent.hpp>
#include <quartet/detail/context_cell.hpp>

#include <utility>

namespace quartet::asyncio::detail {

/// That a task or a callback of a loop runs in this thread; while it lives.
class turn
{
public:
    struct who
    {
        loop_core* loop = nullptr;
        task_core* task = nullptr;  // null: a callback
    };

    /// @param context null: that of the greenlet or the thread.
    turn(
        loop_core& loop, task_core* task, quartet::detail::context_slot* context = nullptr) noexcept
        : context_(context)
        , before_(std::exchange(current, {&loop, task}))
    {
        if (loop.is_debug)
        {
            began_ = loop_core::clock::now();
        }
    }
    ~turn()
    {
        if (current.loop->is_debug)
        {
            tell_if_slow();
        }
        current = before_;
    }
    turn(turn const&) = delete;
    turn& operator=(turn const&) = delete;

    [[gnu::tls_model("initial-exec")]] static constinit thread_local who current;

    /// The loop that has begun to run last in this thread, and others before it, in greenlets.
    [[gnu::tls_model("initial-exec")]] static constinit thread_local loop_core* innermost;

private:
    void tell_if_slow() const noexcept;

    quartet::detail::context_cell::scope const context_;
    who const before_;
    quartet::detail::agent::blocking const waits_block_;
    loop_core::clock::time_point began_;
};

}  // namespace quartet::asyncio::detail

#endif
