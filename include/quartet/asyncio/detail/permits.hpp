// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_PERMITS_HPP
#define QUARTET_ASYNCIO_DETAIL_PERMITS_HPP

#include <quartet/asyncio/detail/waiting_tasks.hpp>

#include <concepts>
#include <coroutine>
#include <utility>

namespace quartet::asyncio::detail {

/// What tasks take and give back: the one permit of a lock, or those of a semaphore.
class permits
{
public:
    /// Has one while it lives.
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
        friend class permits;
        explicit guard(permits& of) noexcept
            : of_(&of)
        {}
        permits* of_;
    };

    /// @param what who takes one waits in, for people: a literal.
    permits(int count, char const* what) noexcept
        : free_(count)
        , waiters_(what)
    {}
    permits(permits const&) = delete;
    permits& operator=(permits const&) = delete;

    int free() const noexcept { return free_; }

    /// To be awaited: a bool, which is true, or a guard.
    template <class Result>
    auto take() noexcept
    {
        return operation<Result>{*this};
    }

    /// To who has waited longest, if somebody waits.
    void give_back() noexcept
    {
        if (!waiters_.grant())
        {
            ++free_;
        }
    }

private:
    template <class Result>
    class awaiter : public awaiter_tag, private waiting_tasks::entry
    {
    public:
        explicit awaiter(permits& of) noexcept
            : entry(of.waiters_)
            , of_(of)
        {}

        /// The coroutine may be destroyed before its turn.
        ~awaiter()
        {
            if (was_granted() && !has_resumed_ && is_at_home())
            {
                of_.give_back();
            }
        }

        bool await_ready() noexcept
        {
            if (of_.free_ == 0)
            {
                return false;
            }
            --of_.free_;
            return true;
        }

        template <std::derived_from<promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            begin(task_of(by.promise()));
        }

        Result await_resume()
        {
            has_resumed_ = true;
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
        permits& of_;
        bool has_resumed_ = false;
    };

    template <class Result>
    struct operation
    {
        permits& of;
        auto operator co_await() const noexcept { return awaiter<Result>(of); }
    };

    int free_;
    waiting_tasks waiters_;  // not empty: none is free
};

}  // namespace quartet::asyncio::detail

#endif
