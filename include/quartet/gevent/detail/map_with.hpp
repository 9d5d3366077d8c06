// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_MAP_WITH_HPP
#define QUARTET_GEVENT_DETAIL_MAP_WITH_HPP

#include <quartet/detail/map_sources.hpp>

#include <cstddef>
#include <functional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace quartet::gevent::detail {

/// What a function gives for elements of ranges.
template <class F, class... Ranges>
struct each_result
{
    static_assert(
        std::is_invocable_v<
            std::decay_t<F>&,
            std::ranges::range_value_t<std::remove_cvref_t<Ranges>>...>,
        "quartet: this function cannot be called with elements of these ranges");
    using type = std::decay_t<std::invoke_result_t<
        std::decay_t<F>&,
        std::ranges::range_value_t<std::remove_cvref_t<Ranges>>...>>;
};
template <class F, class... Ranges>
using each_result_t = typename each_result<F, Ranges...>::type;

/// What map() gives.
template <class R>
using all_results = std::conditional_t<std::is_void_v<R>, void, std::vector<R>>;

/// The map() of pools.
template <class Runner, class F, class... Ranges>
auto map_with(Runner const& runner, F&& f, Ranges&&... ranges)
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

}  // namespace quartet::gevent::detail

#endif
