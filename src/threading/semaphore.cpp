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
    return counter() == 0;
}

int Semaphore::counter() const noexcept
{
    std::lock_guard const lock(mutex_);
    return value_;
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
        if (!next)
        {
            ++value_;
            tell_of_permits();
            return;
        }
        lock.unlock();
        next.resume();
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
    if (n != 0)
    {
        tell_of_permits();
    }
}

/// There was none before.
void Semaphore::tell_of_permits()
{
    onlookers_.wake_all();
    watchers_.tell();
}

int Semaphore::wait(timeout limit)
{
    deadline const end(limit);
    std::unique_lock lock(mutex_);
    while (value_ == 0 && wait_in(onlookers_, lock, end, "Semaphore.wait"))
    {}
    return value_;
}

void Semaphore::watch(quartet::detail::completions& whom, std::size_t number)
{
    std::lock_guard const lock(mutex_);
    if (value_ != 0)
    {
        whom.add(number);
    }
    else
    {
        watchers_.add(whom, number);
    }
}

void Semaphore::forget(quartet::detail::completions& whom) noexcept
{
    std::lock_guard const lock(mutex_);
    watchers_.remove(whom);
}

}  // namespace quartet::threading
