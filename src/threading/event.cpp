// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/event.hpp>

namespace quartet::threading {

void Event::set() noexcept
{
    std::unique_lock lock(mutex_);
    set_.store(true, std::memory_order_release);
    auto first = waiters_.claim_front();
    bool const is_only_one = waiters_.empty();
    if (!is_only_one)
    {
        first.resume();
        waiters_.wake_all();
    }
    watchers_.tell();
    lock.unlock();
    // It should not have to wait for the mutex.
    if (is_only_one)
    {
        first.resume();
    }
}

void Event::clear() noexcept
{
    std::lock_guard const lock(mutex_);
    set_.store(false, std::memory_order_relaxed);
}

bool Event::wait(timeout limit)
{
    // Also if it is set: whoever set it may still be about to unlock.
    std::unique_lock lock(mutex_);
    return is_set() || wait_in(waiters_, lock, quartet::detail::deadline(limit), "Event.wait");
}

void Event::watch(quartet::detail::completions& whom, std::size_t number)
{
    std::lock_guard const lock(mutex_);
    if (is_set())
    {
        whom.add(number);
    }
    else
    {
        watchers_.add(whom, number);
    }
}

void Event::forget(quartet::detail::completions& whom) noexcept
{
    std::lock_guard const lock(mutex_);
    watchers_.remove(whom);
}

}  // namespace quartet::threading
