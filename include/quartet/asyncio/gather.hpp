// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_GATHER_HPP
#define QUARTET_ASYNCIO_GATHER_HPP

#include <quartet/asyncio/detail/gather_core.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/task.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace quartet::asyncio {

/// For gather(): exceptions are results. `gather(asyncio::return_exceptions, f(), g())`
struct return_exceptions_t
{
    explicit return_exceptions_t() = default;
};
inline constexpr return_exceptions_t return_exceptions{};

/// A result or what came instead; std::get<0> is the result, std::monostate for void.
template <class T>
using result_or_exception = std::variant<detail::value_or_nothing<T>, std::exception_ptr>;

/// Awaits several at the same time (Python: `asyncio.gather`).
/**
 * Coroutines become tasks, at once. The first exception is that of the result, and the others go on;
 * to cancel the result cancels all that are not done.
 *
 * @par Example
 * @code
 * auto [a, b] = co_await asyncio::gather(f(), g());
 * @endcode
 *
 * @return a future of a tuple of the results, in the order of the arguments; std::monostate for void.
 */
template <detail::awaitable... A>
requires(sizeof...(A) != 0) auto gather(A&&... all)
{
    using results = std::tuple<detail::value_or_nothing<detail::await_result_t<A>>...>;
    return detail::gather_all<results, detail::gathers_values>(
        std::tuple{ensure_future(std::forward<A>(all))...});
}

/// The same, but exceptions are results, and none is that of the whole.
/// @return a future of a tuple of result_or_exception.
template <detail::awaitable... A>
requires(sizeof...(A) != 0) auto gather(return_exceptions_t, A&&... all)
{
    using results = std::tuple<result_or_exception<detail::await_result_t<A>>...>;
    return detail::gather_all<results, detail::gathers_outcomes>(
        std::tuple{ensure_future(std::forward<A>(all))...});
}

/// The same for a range, whose elements are moved out of if it is no lvalue.
/// @return a future of a vector of the results; of void if they are void.
template <std::ranges::input_range R>
requires detail::awaitable<std::ranges::range_value_t<R>>
auto gather(R&& all)
{
    using value = detail::await_result_t<std::ranges::range_value_t<R>>;
    return detail::gather_range<value, detail::gathers_values>(std::forward<R>(all));
}
template <std::ranges::input_range R>
requires detail::awaitable<std::ranges::range_value_t<R>>
auto gather(return_exceptions_t, R&& all)
{
    using value = detail::await_result_t<std::ranges::range_value_t<R>>;
    return detail::gather_range<value, detail::gathers_outcomes>(std::forward<R>(all));
}

}  // namespace quartet::asyncio

#endif
