// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/detail/deadline.hpp>

namespace quartet::asyncio::detail {

sleep_wait::~sleep_wait()
{
    if (timer::is_set())
    {
        task_->loop().clear(*this);  // the coroutine is destroyed where it waits
    }
}

void sleep_wait::begin(task_core& task)
{
    std::chrono::nanoseconds const delay = delay_;
    task_ = &task;
    if (delay <= std::chrono::nanoseconds::zero())
    {
        task.schedule();
    }
    else if (delay != std::chrono::nanoseconds::max())
    {
        task.loop().set(*this, quartet::detail::deadline(delay).at());
    }
    task.wait_in(*this);
}

bool sleep_wait::cancel(suspension& which, std::string const&)
{
    auto& self = static_cast<sleep_wait&>(which);
    self.task_->loop().clear(self);
    self.task_->schedule();
    return false;
}

void sleep_wait::fire(quartet::detail::timer& which)
{
    static_cast<sleep_wait&>(which).task_->schedule();
}

}  // namespace quartet::asyncio::detail
