// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_DETAIL_TRAITS_HPP
#define QUARTET_GENERATOR_DETAIL_TRAITS_HPP

#include <optional>
#include <type_traits>

namespace quartet::detail {

template <class Yield, class Send, class Return>
struct generator_frame;
struct delegation;

template <class>
inline constexpr bool never = false;

template <class T>
inline constexpr bool is_plain_object =
    std::is_object_v<T> && !std::is_array_v<T> && !std::is_const_v<T> && !std::is_volatile_v<T>;

/// Whether a value that is sent is Python's None.
template <class T>
bool is_none(T const&) noexcept
{
    return false;
}
template <class T>
bool is_none(std::optional<T> const& value) noexcept
{
    return !value.has_value();
}

}  // namespace quartet::detail

#endif
