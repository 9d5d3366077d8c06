// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SEMAPHORE_HPP
#define QUARTET_ASYNCIO_SEMAPHORE_HPP

#include <quartet/asyncio/detail/permits.hpp>
#include <quartet/errors.hpp>

#include <string>

namespace quartet::asyncio {

/// A number of permits for tasks (Python: `asyncio.Semaphore`). First come, first served.
/**
 * A task that is cancelled while it waits neither keeps one nor lets it be lost.
 *
 * @par Thread safety
 * None: for the tasks of one loop. Between threads, use threading::Semaphore.
 */
class Semaphore
{
public:
    /// Has a permit while it lives.
    using guard = detail::permits::guard;

    /// @throws ValueError if it is negative.
    explicit Semaphore(int value = 1)
        : permits_(value, "Semaphore.acquire")
    {
        if (value < 0)
        {
            throw ValueError("Semaphore: value must not be negative: " + std::to_string(value));
        }
    }

    /// Whether acquire() would wait.
    bool locked() const noexcept { return permits_.free() == 0; }

    /// To be awaited: waits for a permit, and takes it. Gives true. @throws CancelledError, without it.
    auto acquire() noexcept { return permits_.take<bool>(); }

    /// The same, and gives a guard that gives it back (Python: `async with semaphore`).
    auto scoped() noexcept { return permits_.take<guard>(); }

    /// Gives one back, or a new one.
    void release() noexcept { permits_.give_back(); }

protected:
    int value() const noexcept { return permits_.free(); }

private:
    detail::permits permits_;
};

/// A Semaphore that never has more permits than at first (Python: `asyncio.BoundedSemaphore`).
class BoundedSemaphore : public Semaphore
{
public:
    /// @throws ValueError if it is negative.
    explicit BoundedSemaphore(int value = 1)
        : Semaphore(value)
        , bound_(value)
    {}

    /// @throws ValueError if all permits are there.
    void release()
    {
        if (value() >= bound_)
        {
            throw ValueError("BoundedSemaphore released too many times");
        }
        Semaphore::release();
    }

private:
    int const bound_;
};

}  // namespace quartet::asyncio

#endif
