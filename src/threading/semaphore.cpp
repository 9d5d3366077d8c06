// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/at_least.hpp>
#include <quartet/threading/semaphore.hpp>

#include <limits>
#include <string>

namespace quartet::threading {

using quartet::detail::deadline;

Semaphore::Semaphore(int value)
    : Semaphore(value, std::numeric_limits<int>::max())
{}

Semaphore::Semaphore(int value, int most)
    : most_(most)
    , value_(value)
{
    if (value < 0)
    {
        throw ValueError("value: must not be negative, but is " + std::to_string(value));
    }
}

bool Semaphore::locked() const noexcept
{
    std::lock_guard const lock(mutex_);
    return value_ == 0;
}

bool Semaphore::acquire(bool blocking, timeout limit)
{
    if (!blocking && limit.limit())
    {
        throw ValueError("limit: cannot be given to a call that does not block");
    }
    std::unique_lock lock(mutex_);
    if (value_ > 0)
    {
        --value_;
        return true;
    }
    // Who was claimed has been given a permit.
    return blocking && wait_in(waiters_, lock, deadline(limit), "Semaphore.acquire");
}

void Semaphore::release(int n)
{
    quartet::detail::at_least(1, "n", n);
    std::unique_lock lock(mutex_);
    if (n > most_ - value_)
    {
        throw ValueError(
            "n: with " + std::to_string(n) + " permits more there would be more than " +
            std::to_string(most_));
    }
    if (n == 1)
    {
        auto next = waiters_.claim_front();
        value_ += next ? 0 : 1;
        lock.unlock();
        if (next)
        {
            next.resume();
        }
        return;
    }
    for (; n > 0; --n)
    {
        auto next = waiters_.claim_front();
        if (!next)
        {
            break;
        }
        next.resume();
    }
    value_ += n;
}

}  // namespace quartet::threading
