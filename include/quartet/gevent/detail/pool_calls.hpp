// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_POOL_CALLS_HPP
#define QUARTET_GEVENT_DETAIL_POOL_CALLS_HPP

#include <quartet/gevent/detail/imap_with.hpp>
#include <quartet/gevent/detail/map_with.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/imap_results.hpp>

#include <functional>
#include <ranges>
#include <type_traits>
#include <utility>

namespace quartet::gevent::detail {

/// Calls of functions, in whatever runs them: what Group, Pool and ThreadPool have in common.
/**
 * @tparam Runner a handle of that, with spawn(), spawn_later(), which does not wait, and is_inside(),
 * whether the caller is in such a call. It lives as long as what it runs.
 */
template <class Runner>
class pool_calls
{
public:
    /// The result of f(args...). In a call of the same pool the function is called at once, in place,
    /// so that a full pool does not wait for itself. @throws what it throws.
    template <class F, class... Args>
    auto apply(F&& f, Args&&... args) const
    {
        return apply_in(runner_, std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// The same; then calls a function with the result in a greenlet of its own.
    template <class Callback, class F, class... Args>
    auto apply_cb(Callback callback, F&& f, Args&&... args) const
    {
        if constexpr (std::is_void_v<greenlet_result_t<F, Args...>>)
        {
            apply(std::forward<F>(f), std::forward<Args>(args)...);
            gevent::spawn(std::move(callback));
        }
        else
        {
            auto result = apply(std::forward<F>(f), std::forward<Args>(args)...);
            gevent::spawn(std::move(callback), result);
            return result;
        }
    }

    /// Calls f(args...), without waiting, also if the pool is full. @return a handle of the call.
    template <class F, class... Args>
    auto apply_async(F&& f, Args&&... args) const
    {
        return runner_.spawn_later(std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// f of each element; of several ranges, of the elements at the same place, as long as the
    /// shortest. Waits for all. @return the results, in order. @throws what the first that failed
    /// threw, in order; then no more calls are begun, and those that were go on.
    template <class F, std::ranges::input_range... Ranges>
    auto map(F&& f, Ranges&&... ranges) const
    {
        return map_with(runner_, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

    /// The same; then calls a function with the results.
    template <class Callback, class F, std::ranges::input_range... Ranges>
    auto map_cb(Callback callback, F&& f, Ranges&&... ranges) const
    {
        return map_cb_in(runner_, callback, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

    /// As map, in a greenlet that is returned, and with copies of the ranges.
    template <class F, std::ranges::input_range... Ranges>
    auto map_async(F&& f, Ranges&&... ranges) const
    {
        return gevent::spawn(
            [runner = runner_](std::decay_t<F> function, std::decay_t<Ranges>... copies) {
                return map_with(runner, std::move(function), std::move(copies)...);
            },
            std::forward<F>(f),
            std::forward<Ranges>(ranges)...);
    }

    /// As map, but the results come one by one while others are still being computed.
    template <class F, std::ranges::input_range... Ranges>
    auto imap(F&& f, Ranges&&... ranges) const
    {
        return imap_with(
            runner_, true, ImapOptions{}, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }
    template <class F, std::ranges::input_range... Ranges>
    auto imap(ImapOptions options, F&& f, Ranges&&... ranges) const
    {
        return imap_with(
            runner_, true, options, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

    /// As imap, but in the order in which they are computed.
    template <class F, std::ranges::input_range... Ranges>
    auto imap_unordered(F&& f, Ranges&&... ranges) const
    {
        return imap_with(
            runner_, false, ImapOptions{}, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }
    template <class F, std::ranges::input_range... Ranges>
    auto imap_unordered(ImapOptions options, F&& f, Ranges&&... ranges) const
    {
        return imap_with(
            runner_, false, options, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

protected:
    explicit pool_calls(Runner runner) noexcept
        : runner_(std::move(runner))
    {}
    ~pool_calls() = default;

    Runner const runner_;

private:
    template <class F, class... Args>
    static auto apply_in(Runner const& runner, F&& f, Args&&... args)
    {
        if (runner.is_inside())
        {
            return static_cast<greenlet_result_t<F, Args...>>(std::invoke(
                std::decay_t<F>(std::forward<F>(f)),
                std::decay_t<Args>(std::forward<Args>(args))...));
        }
        return runner.spawn(std::forward<F>(f), std::forward<Args>(args)...).get();
    }

    template <class Callback, class F, class... Ranges>
    static auto map_cb_in(Runner const& runner, Callback& callback, F&& f, Ranges&&... ranges)
    {
        if constexpr (std::is_void_v<each_result_t<F, Ranges...>>)
        {
            map_with(runner, std::forward<F>(f), std::forward<Ranges>(ranges)...);
            callback();
        }
        else
        {
            auto results = map_with(runner, std::forward<F>(f), std::forward<Ranges>(ranges)...);
            callback(std::as_const(results));
            return results;
        }
    }
};

}  // namespace quartet::gevent::detail

#endif
