// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_WITH_HPP
#define QUARTET_ASYNCIO_WITH_HPP

#include <quartet/asyncio/coroutine.hpp>

#include <concepts>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// What with() enters and leaves (Python: an asynchronous context manager).
/**
 * `enter()` begins; what it throws leaves with(). `co_await leave(error)` ends, and gets the exception
 * that left the body, or null; it may throw another one instead.
 */
template <class M>
concept context_manager = requires(M& manager, std::exception_ptr error)
{
    manager.enter();
    {
        manager.leave(error).operator co_await()
        } -> std::derived_from<detail::awaiter_tag>;
};

namespace detail {

template <class M, class B>
decltype(auto) call_body(M& manager, B& body)
{
    if constexpr (std::invocable<B&, M&>)
    {
        return body(manager);
    }
    else if constexpr (std::invocable<B&>)
    {
        return body();
    }
    else
    {
        static_assert(
            awaitable<B>,
            "quartet: the body of asyncio::with() must be something to await, or a function that "
            "takes the manager or nothing and returns that");
        return std::move(body);
    }
}

template <class T>
using kept_t = std::conditional_t<std::is_void_v<T>, char, T>;

template <class M, class B>
using body_result_t = await_result_t<decltype(call_body(std::declval<M&>(), std::declval<B&>()))>;

}  // namespace detail

/// Awaits a body within something that begins before it and ends after it (Python: `async with`).
/**
 * C++ has destructors where Python has `with`, but they can neither wait nor throw another exception.
 *
 * @par Example
 * @code
 * co_await asyncio::with(asyncio::timeout(2.5), fetch(url));
 * co_await asyncio::with(asyncio::TaskGroup(), [&](asyncio::TaskGroup& group) -> asyncio::Coroutine<> {
 *     group.create_task(fetch(one));
 *     group.create_task(fetch(two));
 *     co_return;
 * });
 * @endcode
 *
 * @param body a coroutine, or a function that returns one and takes the manager or nothing. It, and
 * what it has captured by value, lives until the end.
 * @return the result of the body. @throws what it throws, or what the manager makes of that.
 */
template <context_manager M, class B>
Coroutine<detail::body_result_t<M, B>> with(M manager, B body)
{
    using result_type = detail::body_result_t<M, B>;
    std::optional<detail::kept_t<result_type>> result;
    std::exception_ptr error;
    manager.enter();
    try
    {
        if constexpr (std::is_void_v<result_type>)
        {
            co_await detail::call_body(manager, body);
        }
        else
        {
            result.emplace(co_await detail::call_body(manager, body));
        }
    }
    catch (...)
    {
        error = std::current_exception();
    }
    co_await manager.leave(error);
    if (error != nullptr)
    {
        std::rethrow_exception(error);
    }
    if constexpr (!std::is_void_v<result_type>)
    {
        co_return std::move(*result);
    }
}

}  // namespace quartet::asyncio

#endif
