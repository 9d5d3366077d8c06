// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_CELL_HPP
#define QUARTET_DETAIL_CELL_HPP

#include <memory>
#include <type_traits>
#include <utility>

// An item while it lies in a queue. To move a cell never throws: where to move T may, T lies on the
// heap. So no code that throws runs while items change places.
namespace quartet::detail {

template <class T>
inline constexpr bool is_cell_v =
    std::is_nothrow_move_constructible_v<T>&& std::is_nothrow_move_assignable_v<T>;

template <class T>
using cell = std::conditional_t<is_cell_v<T>, T, std::unique_ptr<T>>;

/// The same item, if it is its own cell, else its cell.
template <class T>
decltype(auto) to_cell(T& item)
{
    if constexpr (is_cell_v<T>)
    {
        return std::move(item);
    }
    else
    {
        return std::make_unique<T>(std::move(item));
    }
}

template <class T>
T const& item_of(cell<T> const& where) noexcept
{
    if constexpr (is_cell_v<T>)
    {
        return where;
    }
    else
    {
        return *where;
    }
}

}  // namespace quartet::detail

#endif
