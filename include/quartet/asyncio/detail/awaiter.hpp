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
concept awaitable = requires(A&& what)
{
    {
        std::forward<A>(what).operator co_await()
        } -> std::derived_from<awaiter_tag>;
};

/// What co_await gives.
template <awaitable A>
using await_result_t = decltype(std::declval<A>().operator co_await().await_resume());

}  // namespace quartet::asyncio::detail

#endif
