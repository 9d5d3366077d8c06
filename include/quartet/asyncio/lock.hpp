// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_LOCK_HPP
#define QUARTET_ASYNCIO_LOCK_HPP

#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/asyncio/errors.hpp>

#include <concepts>
#include <coroutine>
#include <utility>

namespace quartet::asyncio {

/// Mutual exclusion of tasks across their waits (Python: `asyncio.Lock`).
/**
 * First come, first served. Any task may release it. A task that is cancelled while it waits neither
 * keeps it nor lets it be lost.
 *
 * @par Example
 * @code
 * auto const with = co_await lock.scoped();
 * @endcode
 *
 * @par Thread safety
 * None: for the tasks of one loop. Between threads, use threading::Lock.
 */
class Lock
{
public:
    /// Has the lock while it lives.
    class guard
    {
    public:
        guard(guard&& other) noexcept
            : of_(std::exchange(other.of_, nullptr))
        {}
        ~guard()
        {
            if (of_ != nullptr)
            {
                of_->release();
            }
        }

    private:
        friend class Lock;
        explicit guard(Lock& of) noexcept
            : of_(&of)
        {}
        Lock* of_;
    };

    Lock() = default;
    Lock(Lock const&) = delete;
    Lock& operator=(Lock const&) = delete;

    bool locked() const noexcept { return is_locked_; }

    /// To be awaited: waits until it is free, and takes it. Gives true.
    /// @throws CancelledError, without it.
    auto acquire() noexcept { return operation<bool>{*this}; }

    /// The same, and gives a guard that releases it (Python: `async with lock`).
    auto scoped() noexcept { return operation<guard>{*this}; }

    /// The first who waits has it now. @throws RuntimeError if it is free.
    void release()
    {
        if (!is_locked_)
        {
            throw RuntimeError("Lock is not acquired");
        }
        is_locked_ = waiters_.grant();
    }

private:
    template <class Result>
    class awaiter : public detail::awaiter_tag, private detail::waiting_tasks::entry
    {
    public:
        explicit awaiter(Lock& of) noexcept
            : of_(of)
        {}

        bool await_ready() noexcept { return !std::exchange(of_.is_locked_, true); }

        template <std::derived_from<detail::promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            begin(of_.waiters_, detail::task_of(by.promise()));
        }

        Result await_resume()
        {
            if (was_granted() && was_cancelled())
            {
                of_.release();
            }
            check_cancelled();
            if constexpr (std::same_as<Result, guard>)
            {
                return guard(of_);
            }
            else
            {
                return true;
            }
        }

    private:
        Lock& of_;
    };

    template <class Result>
    struct operation
    {
        Lock& of;
        auto operator co_await() const noexcept { return awaiter<Result>(of); }
    };

    bool is_locked_ = false;
    detail::waiting_tasks waiters_;  // not empty: it is locked
};

}  // namespace quartet::asyncio

#endif
