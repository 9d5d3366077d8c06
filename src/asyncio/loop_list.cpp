// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The loops that have a thread, for who asks from outside what a program does.
#include <quartet/asyncio/detail/loop_core.hpp>

#include <mutex>
#include <pthread.h>
#include <utility>

#include "../detail/inspection.hpp"

namespace quartet::asyncio::detail {
namespace {

using quartet::detail::inspected;

constinit quartet::detail::short_mutex mutex;

}  // namespace

void loop_core::enlist() noexcept
{
    std::lock_guard const lock(mutex);
    if (!std::exchange(is_listed_, true))
    {
        previous_loop_ = nullptr;
        next_loop_ = inspected.loops;
        if (next_loop_ != nullptr)
        {
            next_loop_->previous_loop_ = this;
        }
        inspected.loops = this;
    }
}

void loop_core::delist() noexcept
{
    std::lock_guard const lock(mutex);
    if (std::exchange(is_listed_, false))
    {
        (previous_loop_ != nullptr ? previous_loop_->next_loop_ : inspected.loops) = next_loop_;
        if (next_loop_ != nullptr)
        {
            next_loop_->previous_loop_ = previous_loop_;
        }
    }
}

// In a forked child none has a thread, until it runs there.
int const loop_core::forgets_loops = ::pthread_atfork(
    [] { mutex.lock(); },
    [] { mutex.unlock(); },
    [] {
        for (loop_core* each = std::exchange(inspected.loops, nullptr); each != nullptr;
             each = each->next_loop_)
        {
            each->is_listed_ = false;
        }
        mutex.unlock();
    });

}  // namespace quartet::asyncio::detail
