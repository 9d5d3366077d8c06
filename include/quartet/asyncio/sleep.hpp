// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_SLEEP_HPP
#define QUARTET_ASYNCIO_SLEEP_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/timer.hpp>
#include <quartet/timeout.hpp>

#include <chrono>
#include <concepts>
#include <coroutine>
#include <string>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {
namespace detail {

/// How a task waits for a time.
class QUARTET_DECL sleep_wait : public awaiter_tag,
                                private suspension,
                                private quartet::detail::timer
{
public:
    explicit sleep_wait(std::chrono::nanoseconds delay) noexcept
        : suspension(how)
        , timer(&fire)
        , delay_(delay)
    {}
    ~sleep_wait();

    bool await_ready() const noexcept { return false; }

    template <std::derived_from<promise_base> Promise>
    void await_suspend(std::coroutine_handle<Promise> by)
    {
        begin(task_of(by.promise()));
    }
    void await_resume() { task_->check_cancelled(); }

private:
    void begin(task_core& task);
    static bool cancel(suspension& which, std::string const& message);
    static constexpr kind how{&cancel, "sleep"};
    static void fire(quartet::detail::timer& which);

    union
    {
        std::chrono::nanoseconds delay_;  // until it begins; max: for ever
        task_core* task_;                 // afterwards
    };
};

template <class T>
class sleep_for : public sleep_wait
{
public:
    sleep_for(std::chrono::nanoseconds delay, T result)
        : sleep_wait(delay)
        , result_(std::move(result))
    {}
    T await_resume()
    {
        sleep_wait::await_resume();
        return std::move(result_);
    }

private:
    T result_;
};

}  // namespace detail

/// What sleep() gives: to be awaited, once, or given to create_task(), gather() and others.
template <class T>
class [[nodiscard("quartet: asyncio::sleep() does nothing unless it is awaited")]] sleep_awaitable
{
public:
    sleep_awaitable(quartet::timeout delay, T result)
        : delay_(delay.limit().value_or(std::chrono::nanoseconds::max()))
        , result_(std::move(result))
    {}
    auto operator co_await()
    {
        return detail::sleep_for<T>(delay_, std::move(result_));
    }

private:
    std::chrono::nanoseconds delay_;
    T result_;
};
template <>
class [[nodiscard(
    "quartet: asyncio::sleep() does nothing unless it is awaited")]] sleep_awaitable<void>
{
public:
    explicit sleep_awaitable(quartet::timeout delay) noexcept
        : delay_(delay.limit().value_or(std::chrono::nanoseconds::max()))
    {}
    auto operator co_await() const noexcept
    {
        return detail::sleep_wait(delay_);
    }

private:
    std::chrono::nanoseconds delay_;
};

/// Lets other tasks run, for so many seconds (Python: `asyncio.sleep`).
/**
 * With 0 or less, all that is ready now has a turn. Waits without memory of its own: in the frame of
 * the coroutine.
 * @throws ValueError if it is not a number. The wait: @throws CancelledError
 */
inline sleep_awaitable<void> sleep(quartet::timeout delay)
{
    return sleep_awaitable<void>(delay);
}

/// The same, and the co_await gives `result`.
template <class T>
sleep_awaitable<std::decay_t<T>> sleep(quartet::timeout delay, T&& result)
{
    return {delay, std::forward<T>(result)};
}

}  // namespace quartet::asyncio

#endif
