// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_EVENT_HPP
#define QUARTET_ASYNCIO_EVENT_HPP

#include <quartet/asyncio/detail/waiting_tasks.hpp>

#include <concepts>
#include <coroutine>

namespace quartet::asyncio {

/// A flag that tasks wait for (Python: `asyncio.Event`).
/**
 * @par Thread safety
 * None: for the tasks of one loop. Between threads, use threading::Event.
 */
class Event
{
public:
    Event() = default;
    Event(Event const&) = delete;
    Event& operator=(Event const&) = delete;

    bool is_set() const noexcept { return is_set_; }

    /// Everybody who waits goes on, also if it is cleared at once.
    void set() noexcept
    {
        is_set_ = true;
        waiters_.grant_all();
    }
    void clear() noexcept { is_set_ = false; }

    /// To be awaited: waits until it is set. Gives true. @throws CancelledError
    auto wait() noexcept { return operation{*this}; }

private:
    class awaiter : public detail::awaiter_tag, private detail::waiting_tasks::entry
    {
    public:
        explicit awaiter(Event& of) noexcept
            : entry(of.waiters_)
            , of_(of)
        {}
        bool await_ready() const noexcept { return of_.is_set_; }

        template <std::derived_from<detail::promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            begin(detail::task_of(by.promise()));
        }
        bool await_resume()
        {
            check_cancelled();
            return true;
        }

    private:
        Event& of_;
    };
    struct operation
    {
        Event& of;
        auto operator co_await() const noexcept { return awaiter(of); }
    };

    bool is_set_ = false;
    detail::waiting_tasks waiters_{"Event.wait"};
};

}  // namespace quartet::asyncio

#endif
