// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_POOL_CALLS_HPP
#define QUARTET_GEVENT_DETAIL_POOL_CALLS_HPP

#include <quartet/detail/at_least.hpp>
#include <quartet/detail/map_sources.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/imap_results.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::gevent::detail {

/// What a function gives for elements of ranges.
template <class F, class... Ranges>
using each_result_t = std::decay_t<std::invoke_result_t<
    std::decay_t<F>&,
    std::ranges::range_value_t<std::remove_cvref_t<Ranges>>...>>;

/// What map() gives.
template <class R>
using all_results = std::conditional_t<std::is_void_v<R>, void, std::vector<R>>;

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
        return map_in(runner_, std::forward<F>(f), std::forward<Ranges>(ranges)...);
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
                return map_in(runner, std::move(function), std::move(copies)...);
            },
            std::forward<F>(f),
            std::forward<Ranges>(ranges)...);
    }

    /// As map, but the results come one by one while others are still being computed.
    template <class F, std::ranges::input_range... Ranges>
    auto imap(F&& f, Ranges&&... ranges) const
    {
        return iterate(true, {}, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }
    template <class F, std::ranges::input_range... Ranges>
    auto imap(ImapOptions options, F&& f, Ranges&&... ranges) const
    {
        return iterate(true, options, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }

    /// As imap, but in the order in which they are computed.
    template <class F, std::ranges::input_range... Ranges>
    auto imap_unordered(F&& f, Ranges&&... ranges) const
    {
        return iterate(false, {}, std::forward<F>(f), std::forward<Ranges>(ranges)...);
    }
    template <class F, std::ranges::input_range... Ranges>
    auto imap_unordered(ImapOptions options, F&& f, Ranges&&... ranges) const
    {
        return iterate(false, options, std::forward<F>(f), std::forward<Ranges>(ranges)...);
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

    template <class F, class... Ranges>
    static auto map_in(Runner const& runner, F&& f, Ranges&&... ranges)
        -> all_results<each_result_t<F, Ranges...>>
    {
        using R = each_result_t<F, Ranges...>;
        using call = decltype(runner.spawn(
            f, std::declval<std::ranges::range_value_t<std::remove_cvref_t<Ranges>>>()...));
        quartet::detail::zipped<Ranges...> source(std::in_place, std::forward<Ranges>(ranges)...);
        std::decay_t<F> const function(std::forward<F>(f));
        std::vector<call> calls;
        std::size_t good = 0;
        while (auto args = source.next())
        {
            calls.push_back(std::apply(
                [&](auto&... each) { return runner.spawn(function, std::move(each)...); }, *args));
            for (; good != calls.size() && calls[good].ready(); ++good)
            {
                if (!calls[good].successful())
                {
                    calls[good].get();  // throws
                }
            }
        }
        if constexpr (std::is_void_v<R>)
        {
            for (call const& each : calls)
            {
                each.get();
            }
        }
        else
        {
            std::vector<R> results;
            results.reserve(calls.size());
            for (call const& each : calls)
            {
                results.push_back(each.get());
            }
            return results;
        }
    }

    template <class Callback, class F, class... Ranges>
    static auto map_cb_in(Runner const& runner, Callback& callback, F&& f, Ranges&&... ranges)
    {
        if constexpr (std::is_void_v<each_result_t<F, Ranges...>>)
        {
            map_in(runner, std::forward<F>(f), std::forward<Ranges>(ranges)...);
            callback();
        }
        else
        {
            auto results = map_in(runner, std::forward<F>(f), std::forward<Ranges>(ranges)...);
            callback(std::as_const(results));
            return results;
        }
    }

    template <class F, class... Ranges>
    auto iterate(bool is_ordered, ImapOptions options, F&& f, Ranges&&... ranges) const
    {
        using R = each_result_t<F, Ranges...>;
        using T = quartet::detail::map_element<R>;
        quartet::detail::at_least(1, "maxsize", options.maxsize.value_or(1));
        auto state = std::make_shared<imap_state<T>>(
            options.maxsize ? std::optional<std::size_t>(*options.maxsize) : std::nullopt);
        auto source = std::make_unique<quartet::detail::zipped<Ranges...>>(
            std::in_place, std::forward<Ranges>(ranges)...);
        auto feeder = gevent::spawn(
            GreenletOptions{.name = "imap"},
            [runner = runner_, state](auto from, std::decay_t<F> function) {
                std::size_t count = 0;
                std::exception_ptr end;
                try
                {
                    state->unread.enter(quartet::detail::deadline({}), "imap");
                    while (auto args = from->next())
                    {
                        runner.spawn(
                            [](imap_debt<T> debt, std::decay_t<F> call, auto with) {
                                do_owed<F, R>(debt, call, with);
                            },
                            imap_debt<T>(state, count++),
                            function,
                            std::move(*args));
                        state->unread.enter(quartet::detail::deadline({}), "imap");
                    }
                }
                catch (...)
                {
                    end = std::current_exception();
                    state->news.put({count++, typename imap_state<T>::result(end)});
                }
                state->news.put({count, std::nullopt});
            },
            std::move(source),
            std::forward<F>(f));
        return imap_results<T>(is_ordered, std::move(state), std::move(feeder));
    }

    template <class F, class R, class T, class Tuple>
    static void do_owed(imap_debt<T>& debt, std::decay_t<F>& function, Tuple& args)
    {
        using result = typename imap_state<T>::result;
        try
        {
            debt.pay(result(quartet::detail::apply_each<F, R>(function, args)));
        }
        catch (...)
        {
            debt.pay(result(std::current_exception()));
            throw;
        }
    }
};

}  // namespace quartet::gevent::detail

#endif
