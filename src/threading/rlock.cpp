// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/rlock.hpp>

#include <utility>

namespace quartet::threading {

using quartet::detail::agent;

bool RLock::is_owned() const noexcept
{
    return owner_.load(std::memory_order_relaxed) == &agent::current();
}

bool RLock::acquire(bool blocking, timeout limit)
{
    if (limit.limit())
    {
        Lock::check(blocking, limit);
    }
    if (is_owned())
    {
        ++count_;
        return true;
    }
    if (!lock_.acquire(blocking, limit))
    {
        return false;
    }
    owner_.store(&agent::current(), std::memory_order_relaxed);
    count_ = 1;
    return true;
}

void RLock::release()
{
    if (!is_owned())
    {
        throw RuntimeError("release: the caller has not acquired the lock");
    }
    if (--count_ == 0)
    {
        owner_.store(nullptr, std::memory_order_relaxed);
        lock_.release();
    }
}

unsigned RLock::release_all()
{
    unsigned const count = std::exchange(count_, 0);
    owner_.store(nullptr, std::memory_order_relaxed);
    lock_.release();
    return count;
}

void RLock::acquire_again(unsigned count)
{
    lock_.lock();
    owner_.store(&agent::current(), std::memory_order_relaxed);
    count_ = count;
}

}  // namespace quartet::threading
