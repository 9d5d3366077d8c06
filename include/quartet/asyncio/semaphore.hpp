// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SEMAPHORE_HPP
#define QUARTET_ASYNCIO_SEMAPHORE_HPP

#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/errors.hpp>

#include <concepts>
#include <coroutine>
#include <string>
#include <utility>

namespace quartet::asyncio {

/// A number of permits for tasks (Python: `asyncio.Semaphore`). First come, first served.
/**
 * @par Thread safety
 * None: for the tasks of one loop. Between threads, use threading::Semaphore.
 */
class Semaphore
{
public:
    /// Has a permit while it lives.
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
                of_->give_back();
            }
        }

    private:
        friend class Semaphore;
        explicit guard(Semaphore& of) noexcept
            : of_(&of)
        {}
        Semaphore* of_;
    };

    /// @throws ValueError if it is negative.
    explicit Semaphore(int value = 1)
        : value_(value)
    {
        if (value < 0)
        {
            throw ValueError("Semaphore: value must not be negative: " + std::to_string(value));
        }
    }
    Semaphore(Semaphore const&) = delete;
    Semaphore& operator=(Semaphore const&) = delete;

    /// Whether acquire() would wait.
    bool locked() const noexcept { return value_ == 0; }

    /// To be awaited: waits for a permit, and takes it. Gives true. @throws CancelledError, without it.
    auto acquire() noexcept { return operation<bool>{*this}; }

    /// The same, and gives a guard that gives it back (Python: `async with semaphore`).
    auto scoped() noexcept { return operation<guard>{*this}; }

    /// Gives one back, or a new one.
    void release() { give_back(); }

protected:
    int value() const noexcept { return value_; }

    void give_back() noexcept
    {
        if (!waiters_.grant())
        {
            ++value_;
        }
    }

private:
    template <class Result>
    class awaiter : public detail::awaiter_tag, private detail::waiting_tasks::entry
    {
    public:
        explicit awaiter(Semaphore& of) noexcept
            : of_(of)
        {}

        bool await_ready() noexcept
        {
            if (of_.value_ == 0)
            {
                return false;
            }
            --of_.value_;
            return true;
        }

        template <std::derived_from<detail::promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            begin(of_.waiters_, detail::task_of(by.promise()));
        }

        Result await_resume()
        {
            if (was_granted() && was_cancelled())
            {
                of_.give_back();
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
        Semaphore& of_;
    };

    template <class Result>
    struct operation
    {
        Semaphore& of;
        auto operator co_await() const noexcept { return awaiter<Result>(of); }
    };

    int value_;
    detail::waiting_tasks waiters_;  // not empty: the value is 0
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
        give_back();
    }

private:
    int const bound_;
};

}  // namespace quartet::asyncio

#endif
