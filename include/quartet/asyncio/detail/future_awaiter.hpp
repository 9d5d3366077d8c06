// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_FUTURE_AWAITER_HPP
#define QUARTET_ASYNCIO_DETAIL_FUTURE_AWAITER_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/errors.hpp>

#include <concepts>
#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::asyncio::detail {

template <class T>
std::optional<T>& slot_of(future_core& of) noexcept
{
    return *static_cast<std::optional<T>*>(of.slot());
}

/// A future with its value.
template <class T>
class future_value : public future_core
{
public:
    using future_core::future_core;
    ~future_value() override { report_lost_error(); }
    void* slot() noexcept override { return &value_; }

private:
    std::optional<T> value_;
};
template <>
class future_value<void> : public future_core
{
public:
    using future_core::future_core;
    ~future_value() override { report_lost_error(); }
};

template <class T>
inline constexpr bool can_be_copied = std::copy_constructible<T>;
/// It says of itself that it can, whatever its elements.
template <class T>
inline constexpr bool can_be_copied<std::vector<T>> = can_be_copied<T>;

/// Of a future that is done. @throws what it has failed with.
template <class T>
T take_value(future_core& of)
{
    of.require_value();
    if constexpr (can_be_copied<T>)
    {
        return *slot_of<T>(of);
    }
    else if constexpr (!std::is_void_v<T>)
    {
        auto taken = std::exchange(slot_of<T>(of), std::nullopt);
        if (!taken)
        {
            throw InvalidStateError("result: it was taken already, and cannot be copied");
        }
        return std::move(*taken);
    }
}

/// How a task waits for a future, whatever its value.
class QUARTET_DECL future_wait : public awaiter_tag, private suspension, private done_node
{
public:
    explicit future_wait(ref<future_core> of) noexcept
        : suspension(how)
        , done_node(&tell)
        , of_(std::move(of))
    {}
    ~future_wait();

    bool await_ready() const noexcept { return of_->is_done(); }

    /// @throws RuntimeError for the task itself, and for a future of another loop.
    template <std::derived_from<promise_base> Promise>
    void await_suspend(std::coroutine_handle<Promise> by)
    {
        begin(task_of(by.promise()));
    }

protected:
    /// The wait is over.
    future_core& ended()
    {
        if (has_waiter() && !(of_->is_never_lost() && !of_->is_cancelled()))
        {
            waiter_as<task_core>().check_cancelled();
        }
        return *of_;
    }

private:
    void begin(task_core& task);
    static bool cancel(suspension& which, std::string const& message);
    static constexpr kind how{&cancel, nullptr};
    static void tell(done_node& which, news what) noexcept;
    ref<future_core> of_;
};

template <class T>
class future_awaiter : public future_wait
{
public:
    using future_wait::future_wait;
    T await_resume() { return take_value<T>(ended()); }
};
template <>
class future_awaiter<void> : public future_wait
{
public:
    using future_wait::future_wait;
    void await_resume() { ended().require_value(); }
};

}  // namespace quartet::asyncio::detail

#endif
