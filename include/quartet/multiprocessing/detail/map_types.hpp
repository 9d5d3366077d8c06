// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_DETAIL_MAP_TYPES_HPP
#define QUARTET_MULTIPROCESSING_DETAIL_MAP_TYPES_HPP

#include <quartet/detail/call.hpp>

#include <ranges>
#include <tuple>
#include <type_traits>

// The types of a call through a pool. What cannot be called has no type here, so that overloads
// can be told apart.
namespace quartet::multiprocessing::detail {

/// What f(args...) gives.
template <class F, class... Args>
using call_result = std::decay_t<std::invoke_result_t<std::decay_t<F>&, Args...>>;

/// What an element is kept as on its way: what f takes, if that is known, else what it is.
template <class F, class Value>
struct element
{
    using type = quartet::detail::kept_t<Value>;
};
template <class F, class Value>
requires quartet::detail::has_size < typename quartet::detail::parameters<F>::type,
1 > struct element<F, Value>
{
    template <class P>
    static std::type_identity<quartet::detail::kept_t<P>> only(quartet::detail::list<P>);
    using type = typename decltype(only(typename quartet::detail::parameters<F>::type()))::type;
};

/// The types of map (Unpack: starmap) of F over a range.
template <class F, class Range, bool Unpack>
struct map_types
{};
template <class F, std::ranges::input_range Range>
struct map_types<F, Range, false>
{
    using argument = typename element<std::decay_t<F>, std::ranges::range_value_t<Range>>::type;
    using result = call_result<F, argument>;
};
template <class F, std::ranges::input_range Range>
struct map_types<F, Range, true>
{
    using argument = std::decay_t<std::ranges::range_value_t<Range>>;
    using result = std::decay_t<decltype(std::apply(
        std::declval<std::decay_t<F>&>(), std::declval<argument>()))>;
};

template <class F, class Range, bool Unpack>
using map_argument = typename map_types<F, Range, Unpack>::argument;
template <class F, class Range, bool Unpack>
using map_result = typename map_types<F, Range, Unpack>::result;

}  // namespace quartet::multiprocessing::detail

#endif
