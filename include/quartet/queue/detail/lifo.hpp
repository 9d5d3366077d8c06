// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_LIFO_HPP
#define QUARTET_QUEUE_DETAIL_LIFO_HPP

#include <quartet/detail/cell.hpp>

#include <boost/container/vector.hpp>

#include <utility>

namespace quartet::queue::detail {

using quartet::detail::cell;

/// Last in, first out.
template <class T>
class lifo
{
public:
    using value_type = T;

    /// @throws std::bad_alloc, and nothing has changed.
    void push(cell<T>&& item) { stack_.push_back(std::move(item)); }

    cell<T> pop() noexcept
    {
        cell<T> item = std::move(stack_.back());
        stack_.pop_back();
        return item;
    }

    cell<T> const& front() const noexcept { return stack_.back(); }

    /// Leaves none.
    auto take_all() noexcept { return std::move(stack_); }

private:
    boost::container::vector<cell<T>> stack_;  // std::vector<bool> has no references
};

}  // namespace quartet::queue::detail

#endif
