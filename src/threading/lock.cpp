// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/lock.hpp>

#include "../detail/spin.hpp"
#include "../detail/text.hpp"

namespace quartet::threading {

using quartet::detail::deadline;

deadline Lock::check(bool blocking, timeout const& limit)
{
    using namespace std::chrono_literals;
    if (*limit.limit() == -1s)
    {
        return deadline({});
    }
    if (!blocking)
    {
        throw ValueError("limit: cannot be given to a call that does not block");
    }
    if (*limit.limit() < 0s)
    {
        throw ValueError(
            "limit: must not be negative (-1 s means no limit), but is " +
            quartet::detail::to_text(limit));
    }
    return deadline(limit);
}

bool Lock::acquire_until(deadline const& end)
{
    // The holder is often about to release it.
    constexpr int pauses = 100;  // as long as a short section takes
    for (int i = 0; i != pauses; ++i)
    {
        if (word_.load(std::memory_order_relaxed) == free && try_lock())
        {
            return true;
        }
        boost::detail::sp_thread_pause();
    }
    for (;;)
    {
        std::unique_lock lock(mutex_);
        if (word_.exchange(contended, std::memory_order_acquire) == free)
        {
            if (waiters_.empty())
            {
                word_.store(held, std::memory_order_relaxed);
            }
            return true;
        }
        if (!wait_in(waiters_, lock, end, "Lock.acquire"))
        {
            return false;
        }
        // Now it is up to us: if somebody else was quicker, he must learn that others wait.
    }
}

void Lock::release_to_next()
{
    for (;;)
    {
        std::unique_lock lock(mutex_);
        if (word_.load(std::memory_order_relaxed) == free)
        {
            throw RuntimeError("release: the lock is not locked");
        }
        if (!waiters_.empty())
        {
            // Free before somebody is claimed, who would not find it free otherwise. All who are queued
            // come back through the mutex, so nobody destroys the lock before we have unlocked it.
            bool const was_free = word_.exchange(free, std::memory_order_release) == free;
            auto next = waiters_.claim_front();
            lock.unlock();
            next.resume();
            if (was_free)
            {
                throw RuntimeError("release: the lock is not locked");
            }
            // Others are looked for again by who was claimed, when he has it and releases it.
            return;
        }
        // Nobody waits any more, so it is not touched once it is free.
        std::uint32_t expected = contended;
        word_.compare_exchange_strong(expected, held, std::memory_order_relaxed);
        lock.unlock();
        expected = held;
        if (word_.compare_exchange_strong(expected, free, std::memory_order_release))
        {
            return;
        }
    }
}

}  // namespace quartet::threading
