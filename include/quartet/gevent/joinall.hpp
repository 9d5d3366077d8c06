// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_JOINALL_HPP
#define QUARTET_GEVENT_JOINALL_HPP

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/wait.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace quartet::gevent {

namespace detail {

template <class Range>
inline constexpr bool is_of_greenlets =
    std::derived_from<std::ranges::range_value_t<Range>, greenlet>;

QUARTET_DECL void
killall(std::vector<greenlet> greenlets, std::exception_ptr with, bool block, timeout limit);

/// @throws RuntimeError for the calling greenlet.
QUARTET_DECL void require_other(greenlet const& which);

}  // namespace detail

/// Waits for the ends of several greenlets (Python: `gevent.joinall`).
/**
 * @param limit seconds; a negative one counts as 0.
 * @param raise_error whether to throw what has ended one that was not successful: the first of these,
 * at once. @param count how many to wait for; none: all.
 * @return those that have ended, in the order of their ends. @throws RuntimeError if the calling
 * greenlet is one of them. @throws ValueError for a handle of nothing.
 */
template <std::ranges::input_range Range>
auto joinall(
    Range&& greenlets,
    timeout limit = {},
    bool raise_error = false,
    std::optional<std::size_t> count = {})
{
    static_assert(detail::is_of_greenlets<Range>, "quartet: joinall() takes a range of greenlets");
    using value = std::ranges::range_value_t<Range>;
    quartet::detail::deadline const end(limit);
    detail::named_watch_list<value> all(greenlets);
    for (value const& each : all.names())
    {
        detail::require_other(each);
    }
    std::vector<value> ended;
    for (std::size_t left = detail::at_most(count, all.size()); left != 0; --left)
    {
        value const* const next = all.next(end);
        if (next == nullptr)
        {
            break;
        }
        if (raise_error && !next->successful())
        {
            std::rethrow_exception(next->exception());
        }
        ended.push_back(*next);
    }
    return ended;
}

template <std::derived_from<greenlet> T>
auto joinall(
    std::initializer_list<T> greenlets,
    timeout limit = {},
    bool raise_error = false,
    std::optional<std::size_t> count = {})
{
    return joinall(std::vector<T>(greenlets), limit, raise_error, count);
}
inline auto joinall(
    std::initializer_list<greenlet> greenlets,
    timeout limit = {},
    bool raise_error = false,
    std::optional<std::size_t> count = {})
{
    return joinall(std::vector<greenlet>(greenlets), limit, raise_error, count);
}

/// Ends several greenlets (Python: `gevent.killall`).
/**
 * All of them are interrupted before the caller waits for any. Those that have not begun never
 * begin. The calling greenlet, if it is one of them, is the last.
 *
 * @param exception none: GreenletExit. @param block whether to wait for their ends.
 * @param limit seconds to wait; a negative one counts as 0.
 * @throws gevent::Timeout if one of them is not dead in time.
 */
template <std::ranges::input_range Range>
void killall(
    Range&& greenlets,
    std::exception_ptr exception = nullptr,
    bool block = true,
    timeout limit = {})
{
    static_assert(detail::is_of_greenlets<Range>, "quartet: killall() takes a range of greenlets");
    std::vector<greenlet> all;
    for (greenlet const& each : greenlets)
    {
        all.push_back(each);
    }
    detail::killall(std::move(all), std::move(exception), block, limit);
}

inline void killall(
    std::initializer_list<greenlet> greenlets,
    std::exception_ptr exception = nullptr,
    bool block = true,
    timeout limit = {})
{
    detail::killall(greenlets, std::move(exception), block, limit);
}

}  // namespace quartet::gevent

#endif
