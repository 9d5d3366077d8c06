// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/condition.hpp>

#include <limits>
#include <string>

namespace quartet::threading {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::wait_queue;

Condition::Condition()
    : own_(std::make_unique<RLock>())
    , lock_(own_.get())
{}

bool Condition::acquire(bool blocking, timeout limit)
{
    return std::visit([&](auto* lock) { return lock->acquire(blocking, limit); }, lock_);
}

void Condition::release()
{
    std::visit([](auto* lock) { lock->release(); }, lock_);
}

bool Condition::locked() const noexcept
{
    return std::visit([](auto const* lock) { return lock->locked(); }, lock_);
}

void Condition::require_lock(char const* verb) const
{
    auto const* recursive = std::get_if<RLock*>(&lock_);
    if (recursive != nullptr ? !(*recursive)->is_owned() : !locked())
    {
        throw RuntimeError(std::string(verb) + ": the caller has not acquired the lock");
    }
}

bool Condition::wait(timeout limit)
{
    return wait_until(deadline(limit));
}

bool Condition::wait_until(deadline const& end)
{
    require_lock("wait");
    agent& self = agent::current();
    wait_queue::entry me(self.begin_wait("Condition.wait"));
    auto const leave = [&] {
        std::lock_guard const lock(mutex_);
        waiters_.remove(me);
    };
    {
        std::lock_guard const lock(mutex_);
        waiters_.push_back(me);
    }
    unsigned count = 0;
    if (auto* recursive = std::get_if<RLock*>(&lock_))
    {
        count = (*recursive)->release_all();
    }
    else
    {
        try
        {
            release();
        }
        catch (...)
        {
            // Another thread has released it meanwhile, as it may.
            leave();
            throw;
        }
    }
    bool const notified = self.await_or_interruption(end);
    if (!notified)
    {
        leave();
    }
    acquire_again(count);
    if (!notified)
    {
        self.throw_interruption();
    }
    return notified;
}

/// Whatever happened, who returns from a wait has the lock.
void Condition::acquire_again(unsigned count)
{
    agent::uninterruptible const shield;
    if (auto* recursive = std::get_if<RLock*>(&lock_))
    {
        (*recursive)->acquire_again(count);
    }
    else
    {
        lock();
    }
}

void Condition::notify(int n)
{
    if (n < 0)
    {
        throw ValueError("n: must not be negative, but is " + std::to_string(n));
    }
    require_lock("notify");
    for (; n != 0; --n)
    {
        std::unique_lock lock(mutex_);
        auto next = waiters_.claim_front();
        lock.unlock();
        if (!next)
        {
            break;
        }
        next.resume();
    }
}

void Condition::notify_all()
{
    notify(std::numeric_limits<int>::max());
}

}  // namespace quartet::threading
