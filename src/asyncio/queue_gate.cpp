// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/queue_gate.hpp>
#include <quartet/errors.hpp>

#include <utility>

namespace quartet::asyncio::detail {

queue_gate::wait::~wait()
{
    if (is_at_home())
    {
        use_grant();  // the coroutine is destroyed before its turn
    }
}

void queue_gate::wait::use_grant() noexcept
{
    if (was_granted() && !std::exchange(has_settled_, true))
    {
        --side_.granted;
    }
}

void queue_gate::wait::settle()
{
    use_grant();
    if (was_cancelled())
    {
        gate_.grant(side_);
        check_cancelled();
    }
}

void queue_gate::task_done()
{
    if (!state.count_done())
    {
        throw ValueError("task_done() called too many times");
    }
    if (state.is_all_done())
    {
        all_done.set();
    }
}

void queue_gate::shutdown(bool immediate) noexcept
{
    is_shut = true;
    state.shut_down();
    if (immediate)
    {
        state.count_discarded();
        if (state.is_all_done())
        {
            all_done.set();
        }
    }
    for (side* const each : {&getters, &putters})
    {
        while (!each->waiters.empty())
        {
            grant(*each);
        }
    }
}

}  // namespace quartet::asyncio::detail
