// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_CONDITION_HPP
#define QUARTET_ASYNCIO_CONDITION_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/asyncio/lock.hpp>
#include <quartet/detail/config.hpp>

#include <concepts>
#include <memory>

namespace quartet::asyncio {

/// Tasks wait until others tell them that something has changed (Python: `asyncio.Condition`).
/**
 * All calls but notify's own waiters need the lock. Who returns from wait(), also with an exception,
 * has the lock. A wake-up that a cancelled task does not need goes to another one.
 *
 * @par Example
 * @code
 * auto const with = co_await condition.scoped();
 * co_await condition.wait_for([&] { return !items.empty(); });
 * @endcode
 *
 * @par Thread safety
 * None: for the tasks of one loop.
 */
class QUARTET_DECL Condition
{
public:
    /// With a lock of its own.
    Condition()
        : own_(std::make_unique<Lock>())
        , lock_(*own_)
    {}

    /// With a lock that lives longer.
    explicit Condition(Lock& lock) noexcept
        : lock_(lock)
    {}

    /// Those of the lock.
    auto acquire() noexcept { return lock_.acquire(); }
    auto scoped() noexcept { return lock_.scoped(); }
    void release() { lock_.release(); }
    bool locked() const noexcept { return lock_.locked(); }

    /// Gives the lock away until it is notified, and takes it again. Gives true.
    /// @throws RuntimeError if it is not locked. @throws CancelledError, with the lock.
    Coroutine<bool> wait();

    /// Waits until the predicate is true.
    template <std::predicate P>
    Coroutine<bool> wait_for(P predicate)
    {
        while (!predicate())
        {
            co_await wait();
        }
        co_return true;
    }

    /// So many who wait go on. @throws RuntimeError if it is not locked.
    void notify(int count = 1);
    void notify_all();

private:
    void require_locked(char const* verb) const;

    std::unique_ptr<Lock> own_;
    Lock& lock_;
    detail::waiting_tasks waiters_{"Condition.wait"};
};

}  // namespace quartet::asyncio

#endif
