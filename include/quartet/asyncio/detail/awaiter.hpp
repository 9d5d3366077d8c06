// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_AWAITER_HPP
#define QUARTET_ASYNCIO_DETAIL_AWAITER_HPP

#include <concepts>
#include <type_traits>
#include <utility>

namespace quartet::asyncio::detail {

/// Base of what a coroutine of asyncio can be suspended with.
struct awaiter_tag
{};

template <class A>
concept has_awaiter = requires(A&& what)
{
    {
        std::forward<A>(what).operator co_await()
        } -> std::derived_from<awaiter_tag>;
};

/// How a thing of another module becomes a future: `wrap(what)`. Specialised beside wrap_future().
template <class Other>
struct future_of;

template <class A>
concept can_be_future = requires(A&& what)
{
    future_of<std::remove_cvref_t<A>>::wrap(what);
};

template <class A>
concept awaitable = has_awaiter<A> || can_be_future<A>;

template <awaitable A>
auto get_awaiter(A&& what)
{
    if constexpr (has_awaiter<A>)
    {
        return std::forward<A>(what).operator co_await();
    }
    else
    {
        return future_of<std::remove_cvref_t<A>>::wrap(what).operator co_await();
    }
}

/// What co_await gives.
template <awaitable A>
using await_result_t = decltype(get_awaiter(std::declval<A>()).await_resume());

}  // namespace quartet::asyncio::detail

#endif
