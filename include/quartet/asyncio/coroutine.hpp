// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_COROUTINE_HPP
#define QUARTET_ASYNCIO_COROUTINE_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/errors.hpp>

#include <coroutine>
#include <iosfwd>
#include <string>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {
namespace detail {

/// "<coroutine object say at 0x55d0c8a3f2b0>"
QUARTET_DECL std::string describe_coroutine(void const* frame, char const* name);

/// "coroutine 'say' was never awaited"
QUARTET_DECL void warn_never_awaited(char const* name) noexcept;

template <class T>
struct coroutine_awaiter : awaiter_tag
{
    bool await_ready() const noexcept { return false; }

    template <std::derived_from<promise_base> Promise>
    bool await_suspend(std::coroutine_handle<Promise> by) const noexcept
    {
        promise_base& caller = by.promise();
        promise<T>& mine = awaited.promise();
        mine.awaited_by = &caller;
        mine.task = caller.task;
        return !caller.task->runs_to_its_end(mine, caller);
    }

    T await_resume() const { return awaited.promise().take(); }

    std::coroutine_handle<promise<T>> awaited;
};

}  // namespace detail

/// What a call of an asynchronous function gives (Python: a coroutine object).
/**
 * A function that returns one and uses co_await or co_return is asynchronous: `async def`. To call it
 * runs nothing. It begins when it is awaited, or when a task is made of it, and is awaited once. Its
 * arguments live in its frame; those that it takes by reference must live as long as it runs.
 *
 * To await one that does not wait costs no turn of the loop, and no memory but its frame.
 *
 * @par Example
 * @code
 * asyncio::Coroutine<int> answer(double delay) { co_await asyncio::sleep(delay); co_return 42; }
 * asyncio::Coroutine<void> amain() { std::cout << co_await answer(0.5) << '\n'; }
 * int main() { asyncio::run(amain()); }
 * @endcode
 *
 * @par Thread safety
 * None; the thread that runs it may be another one than has made it.
 */
template <class T = void>
class [[nodiscard("quartet: a coroutine that is not awaited never runs; co_await it, or "
                  "create_task()")]] Coroutine
{
    static_assert(!std::is_reference_v<T>, "quartet: a coroutine cannot return a reference");

public:
    using value_type = T;
    using promise_type = detail::promise<T>;

    /// For the compiler.
    Coroutine(std::coroutine_handle<promise_type> frame) noexcept
        : frame_(frame)
    {}

    Coroutine(Coroutine && other) noexcept
        : frame_(std::exchange(other.frame_, nullptr))
    {}
    Coroutine& operator=(Coroutine&& other) noexcept
    {
        if (this != &other)
        {
            destroy();
            frame_ = std::exchange(other.frame_, nullptr);
        }
        return *this;
    }

    /// Of one that has not begun: says on standard error that it was never awaited.
    ~Coroutine()
    {
        destroy();
    }

    /// It will not run (Python: `close`). Does nothing if it was closed. Not of one that runs.
    void close() noexcept
    {
        if (frame_)
        {
            std::exchange(frame_, nullptr).destroy();
        }
    }

    /// Its result. @throws what it throws. @throws RuntimeError if it was awaited before, or closed.
    auto operator co_await() const
    {
        require_fresh();
        return detail::coroutine_awaiter<T>{{}, frame_};
    }

    /// The name of its function (Python: `cr_code.co_name`).
    char const* name() const noexcept
    {
        return frame_ ? frame_.promise().name : "closed";
    }

    /// "<coroutine object say at 0x55d0c8a3f2b0>"
    friend std::ostream& operator<<(std::ostream& out, Coroutine const& what)
    {
        return out << detail::describe_coroutine(
                   what.frame_ ? what.frame_.address() : nullptr, what.name());
    }

    /// For tasks. @throws RuntimeError if it was awaited before, or closed.
    detail::promise<T>& fresh_promise() const
    {
        require_fresh();
        return frame_.promise();
    }
    detail::promise<T>& promise() const noexcept
    {
        return frame_.promise();
    }

private:
    void require_fresh() const
    {
        if (!frame_ || frame_.promise().task != nullptr)
        {
            throw RuntimeError("cannot reuse already awaited coroutine");
        }
    }

    void destroy() noexcept
    {
        if (frame_)
        {
            if (frame_.promise().task == nullptr)
            {
                detail::warn_never_awaited(frame_.promise().name);
            }
            close();
        }
    }

    std::coroutine_handle<promise_type> frame_;
};

}  // namespace quartet::asyncio

#endif
