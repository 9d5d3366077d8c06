// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_FIFO_HPP
#define QUARTET_QUEUE_DETAIL_FIFO_HPP

#include <quartet/detail/cell.hpp>

#include <boost/circular_buffer.hpp>

#include <cstddef>
#include <utility>

namespace quartet::queue::detail {

using quartet::detail::cell;

/// First in, first out: a ring that grows.
template <class T>
class fifo
{
public:
    using value_type = T;

    /// @throws std::bad_alloc, and nothing has changed.
    void push(cell<T>&& item)
    {
        if (ring_.full())
        {
            ring_.set_capacity(ring_.empty() ? first_capacity : 2 * ring_.capacity());
        }
        ring_.push_back(std::move(item));
    }

    cell<T> pop() noexcept
    {
        cell<T> item = std::move(ring_.front());
        ring_.pop_front();
        return item;
    }

    cell<T> const& front() const noexcept { return ring_.front(); }

    /// Leaves none.
    auto take_all() noexcept { return std::move(ring_); }

private:
    static constexpr std::size_t first_capacity = 16;

    boost::circular_buffer<cell<T>> ring_;
};

}  // namespace quartet::queue::detail

#endif
