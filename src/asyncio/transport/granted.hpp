// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_GRANTED_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_GRANTED_HPP

#include <quartet/asyncio/detail/waiting_tasks.hpp>

#include <concepts>
#include <coroutine>

namespace quartet::asyncio::detail {

/// Waits in a list until it is granted.
class granted
{
public:
    explicit granted(waiting_tasks& in) noexcept
        : in_(in)
    {}

    class awaiter : public awaiter_tag, private waiting_tasks::entry
    {
    public:
        explicit awaiter(waiting_tasks& in) noexcept
            : in_(in)
        {}
        bool await_ready() const noexcept { return false; }

        template <std::derived_from<promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            begin(in_, task_of(by.promise()));
        }
        void await_resume() { check_cancelled(); }

    private:
        waiting_tasks& in_;
    };
    auto operator co_await() const noexcept { return awaiter(in_); }

private:
    waiting_tasks& in_;
};

}  // namespace quartet::asyncio::detail

#endif
