// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_PROMISE_HPP
#define QUARTET_ASYNCIO_DETAIL_PROMISE_HPP

#include <quartet/asyncio/detail/awaiter.hpp>
#include <quartet/asyncio/detail/frame_memory.hpp>
#include <quartet/asyncio/detail/task_core.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::asyncio::detail {

/// What every coroutine's frame has, whatever it returns.
struct promise_base
{
    /// The task goes on with whoever awaits the coroutine, or is at its end.
    /**
     * Coroutines of a task are resumed by the task, one after the other, or, when they begin, by who
     * awaits them: so neither long chains of them nor loops over such that return at once need
     * stack. With symmetric transfer they do where the compiler makes no tail call of it (g++ without
     * optimisation, sanitizers).
     */
    struct final_awaiter
    {
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> me) const noexcept
        {
            promise_base& promise = me.promise();
            promise.task->go_on_with(promise.awaited_by);
        }
        void await_resume() const noexcept {}
    };

    explicit promise_base(char const* function) noexcept
        : name(function)
    {}
    promise_base(promise_base const&) = delete;
    promise_base& operator=(promise_base const&) = delete;

    static void* operator new(std::size_t size) { return frame_memory::take(size); }
    static void operator delete(void* frame, std::size_t size) noexcept
    {
        frame_memory::give(frame, size);
    }

    std::suspend_always initial_suspend() const noexcept { return {}; }
    final_awaiter final_suspend() const noexcept { return {}; }
    /// It lies at the same place in every frame, as the beginning of the promise.
    void resume() { std::coroutine_handle<promise_base>::from_promise(*this).resume(); }

    void unhandled_exception() noexcept { error = std::current_exception(); }

    template <class Awaitable>
    auto await_transform(Awaitable&& what)
    {
        static_assert(
            awaitable<Awaitable>,
            "quartet: a coroutine of asyncio cannot await this; see doc/asyncio.md for what it "
            "can");
        return get_awaiter(std::forward<Awaitable>(what));
    }

    promise_base* awaited_by = nullptr;  // null: it is the first of its task, or has not begun
    task_core* task = nullptr;           // null: has not begun
    char const* const name;              // of the function
    std::exception_ptr error;
};

inline void task_core::resume_all()
{
    do
    {
        leaf_->resume();
    } while (leaf_ != nullptr && waits_in_ == nullptr);
}

inline bool task_core::runs_to_its_end(promise_base& coroutine, promise_base& caller)
{
    leaf_ = &coroutine;
    if (depth_ == most_depth)
    {
        return false;  // resume_all() begins it
    }
    ++depth_;
    coroutine.resume();
    --depth_;
    return leaf_ == &caller;
}

inline task_core& task_of(promise_base& promise) noexcept
{
    return *promise.task;
}

template <class T>
class promise : public promise_base
{
    // A frame begins with two pointers; after these comes the promise, as it is aligned.
    static_assert(
        alignof(T) <= 2 * sizeof(void*),
        "quartet: the result of a coroutine is aligned too strictly");

public:
    explicit promise(char const* function = __builtin_FUNCTION()) noexcept
        : promise_base(function)
    {}

    std::coroutine_handle<promise> get_return_object() noexcept
    {
        return std::coroutine_handle<promise>::from_promise(*this);
    }

    template <class U>
    requires std::convertible_to<U&&, T>
    void return_value(U&& what) { value.emplace(std::forward<U>(what)); }

    /// Of one that has returned or thrown.
    T take()
    {
        if (error != nullptr)
        {
            std::rethrow_exception(std::exchange(error, nullptr));
        }
        return std::move(*value);
    }

    std::optional<T> value;
};

template <>
class promise<void> : public promise_base
{
public:
    explicit promise(char const* function = __builtin_FUNCTION()) noexcept
        : promise_base(function)
    {}

    std::coroutine_handle<promise> get_return_object() noexcept
    {
        return std::coroutine_handle<promise>::from_promise(*this);
    }

    void return_void() const noexcept {}

    void take()
    {
        if (error != nullptr)
        {
            std::rethrow_exception(std::exchange(error, nullptr));
        }
    }
};

}  // namespace quartet::asyncio::detail

#endif
