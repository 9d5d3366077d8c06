// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_ASYNC_GENERATOR_HPP
#define QUARTET_ASYNCIO_ASYNC_GENERATOR_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/async_generator_frame.hpp>
#include <quartet/generator/errors.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// What a call of an asynchronous function that yields gives (Python: an asynchronous generator).
/**
 * A function that returns one and uses co_yield is a generator that may wait, too: `async def` with
 * `yield`. To call it runs nothing. Each next() runs it up to its next co_yield, in the task that
 * awaits that, and gives the value. One operation is on at a time.
 *
 * Who drops one that waits at a co_yield destroys the variables of its function, in which nothing can
 * be awaited any more; for what has to wait there is aclose(). One that was moved from has ended.
 *
 * @tparam Yield what next() gives. May be a type that can only be moved. No reference.
 * @tparam Send what `co_yield value` gives: what was sent, or Send() if nothing was.
 *
 * @par Example
 * @code
 * asyncio::AsyncGenerator<int> ticks(int count)
 * {
 *     for (int i = 0; i != count; ++i) { co_await asyncio::sleep(1); co_yield i; }
 * }
 * auto all = ticks(3);
 * while (auto i = co_await all.next()) std::cout << *i << '\n';   // async for
 * @endcode
 *
 * @par Thread safety
 * None, as Coroutine.
 */
template <class Yield, class Send = void>
class [[nodiscard("quartet: an asynchronous generator does nothing unless its next() is "
                  "awaited")]] AsyncGenerator
{
    static_assert(
        !std::is_reference_v<Yield> && !std::is_reference_v<Send>,
        "quartet: an asynchronous generator yields values and is sent values, no references");

    using frame = detail::async_generator_frame<Yield, Send>;
    using step = detail::async_step<Yield, Send>;

public:
    using value_type = Yield;
    using promise_type = typename frame::promise_type;

    /// For the compiler.
    AsyncGenerator(std::coroutine_handle<promise_type> of)
        : frame_(new frame(of))
    {}

    AsyncGenerator(AsyncGenerator && other) noexcept = default;
    AsyncGenerator& operator=(AsyncGenerator&& other) noexcept = default;

    /// To be awaited: the next value, a std::optional; none when it has ended, now or before (Python:
    /// `anext`, and each round of `async for`).
    /// @throws what it throws; then it has ended. @throws RuntimeError if an operation is on.
    auto next() const
    {
        return step(frame_, std::nullopt, nullptr);
    }

    /// The same, and `co_yield` gives this. @throws TypeError if it has not begun.
    template <class Value>
    auto asend(Value && value) const
    {
        static_assert(
            !std::is_void_v<Send>,
            "quartet: nothing can be sent to an AsyncGenerator<Yield>; it is an "
            "AsyncGenerator<Yield, Send> that takes something");
        return step(frame_, std::optional<Send>(std::forward<Value>(value)), nullptr);
    }

    /// The same as next(), and `co_yield` throws this. One that has not begun never does; one that has
    /// ended gives nothing.
    auto athrow(std::exception_ptr with) const
    {
        return step(frame_, std::nullopt, std::move(with));
    }

    /// To be awaited: ends it. The co_yield at which it waits throws GeneratorExit, and what it awaits
    /// then is awaited. @throws what it throws else. @throws RuntimeError if it yields once more, or
    /// if an operation is on.
    Coroutine<void> aclose() const
    {
        return close(frame_);
    }

private:
    static Coroutine<void> close(detail::ref<frame> of)
    {
        if (of != nullptr && !of->has_begun())
        {
            of->destroy();
        }
        bool is_ignored = false;
        try
        {
            auto const more =
                co_await step(of, std::nullopt, std::make_exception_ptr(GeneratorExit()));
            is_ignored = more.has_value();
        }
        catch (GeneratorExit const&)
        {}
        if (is_ignored)
        {
            throw RuntimeError("async generator ignored GeneratorExit");
        }
    }

    detail::ref<frame> frame_;
};

}  // namespace quartet::asyncio

#endif
