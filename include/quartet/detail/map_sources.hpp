// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_MAP_SOURCES_HPP
#define QUARTET_DETAIL_MAP_SOURCES_HPP

#include <functional>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

// What the map() of executors and pools needs.
namespace quartet::detail {

/// What map() gives for each element; std::monostate for functions that return nothing.
template <class R>
using map_element = std::conditional_t<std::is_void_v<R>, std::monostate, R>;

/// How map() keeps a range: views and temporaries by value, others by reference, as std::views::all
/// does, which clang 14 cannot compile.
template <class Range>
using kept_range = std::conditional_t<
    std::is_lvalue_reference_v<Range> && !std::ranges::view<std::remove_cvref_t<Range>>,
    Range,
    std::remove_cvref_t<Range>>;

/// Ranges that are walked through together, to the end of the shortest.
template <class... Ranges>
class zipped
{
public:
    using values = std::tuple<std::ranges::range_value_t<Ranges>...>;

    explicit zipped(std::in_place_t, Ranges&&... ranges)
        : ranges_(std::forward<Ranges>(ranges)...)
    {}

    std::optional<values> next()
    {
        // Not in the constructor: the object must not move under its iterators.
        if (!here_)
        {
            here_.emplace(std::apply(
                [](auto&... range) { return std::tuple(std::ranges::begin(range)...); }, ranges_));
        }
        else if (!is_at_end_)
        {
            std::apply([](auto&... it) { (++it, ...); }, *here_);
        }
        is_at_end_ = is_at_end_ || at_end(std::index_sequence_for<Ranges...>());
        if (is_at_end_)
        {
            return {};
        }
        return std::apply([](auto&... it) { return std::optional(values(*it...)); }, *here_);
    }

private:
    template <std::size_t... I>
    bool at_end(std::index_sequence<I...>)
    {
        return (... || (std::get<I>(*here_) == std::ranges::end(std::get<I>(ranges_))));
    }

    std::tuple<kept_range<Ranges>...> ranges_;
    std::optional<std::tuple<std::ranges::iterator_t<kept_range<Ranges>>...>> here_;
    bool is_at_end_ = false;
};

/// f of a tuple of arguments.
template <class F, class R, class Tuple>
map_element<R> apply_each(std::decay_t<F>& f, Tuple& args)
{
    return std::apply(
        [&f](auto&... each) -> map_element<R> {
            if constexpr (std::is_void_v<R>)
            {
                std::invoke(f, std::move(each)...);
                return {};
            }
            else
            {
                return std::invoke(f, std::move(each)...);
            }
        },
        args);
}

}  // namespace quartet::detail

#endif
