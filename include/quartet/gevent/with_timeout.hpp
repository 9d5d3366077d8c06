// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_WITH_TIMEOUT_HPP
#define QUARTET_GEVENT_WITH_TIMEOUT_HPP

#include <quartet/gevent/timeout.hpp>

#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::gevent {

/// What with_timeout() returns when the time is over, instead of throwing.
template <class T>
struct timeout_value
{
    T value;
};
template <class T>
timeout_value(T) -> timeout_value<T>;

/// Calls a function, which is interrupted when the time is over (Python: `gevent.with_timeout`).
/**
 * @param seconds not above 0: it is interrupted in its first wait; none: never.
 * @return what the function does. @throws Timeout.
 */
template <class F, class... Args>
decltype(auto) with_timeout(timeout seconds, F&& f, Args&&... args)
{
    static_assert(
        std::invocable<F, Args...>,
        "quartet: the function of with_timeout cannot be called with these arguments");
    auto const with = Timeout::start_new(seconds);
    return std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
}

/// The same, but returns a value when the time is over. A Timeout of somebody else is thrown.
/**
 * @param otherwise convertible to what the function returns; or std::nullopt, for an optional.
 *
 * @par Example
 * @code
 * int const answer = gevent::with_timeout(gevent::timeout_value{-1}, 0.5, ask, host);
 * @endcode
 */
template <class T, class F, class... Args>
auto with_timeout(timeout_value<T> otherwise, timeout seconds, F&& f, Args&&... args)
{
    static_assert(
        std::invocable<F, Args...>,
        "quartet: the function of with_timeout cannot be called with these arguments");
    using given = std::decay_t<std::invoke_result_t<F, Args...>>;
    static_assert(
        !std::is_void_v<given>,
        "quartet: a function that returns nothing has no timeout_value; see Timeout::run()");
    constexpr bool is_optional =
        std::same_as<T, std::nullopt_t> && !std::convertible_to<std::nullopt_t, given>;
    using result = std::conditional_t<is_optional, std::optional<given>, given>;
    static_assert(
        std::convertible_to<T, result>,
        "quartet: the timeout_value must be convertible to what the function returns");
    auto const with = Timeout::start_new(seconds);
    try
    {
        return result(std::invoke(std::forward<F>(f), std::forward<Args>(args)...));
    }
    catch (Timeout const& caught)
    {
        if (caught != with)
        {
            throw;
        }
    }
    return static_cast<result>(std::move(otherwise.value));
}

}  // namespace quartet::gevent

#endif
