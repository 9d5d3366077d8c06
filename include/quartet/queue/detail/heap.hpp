// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_HEAP_HPP
#define QUARTET_QUEUE_DETAIL_HEAP_HPP

#include <quartet/detail/cell.hpp>

#include <boost/container/vector.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace quartet::queue::detail {

using quartet::detail::cell;
using quartet::detail::item_of;

/// Smallest first: a binary heap.
/**
 * The way of an item is found first, with comparisons that may throw, and gone then. The algorithms
 * of the standard library do both at once and lose an item if a comparison throws.
 */
template <class T, class Compare>
class heap
{
public:
    using value_type = T;

    heap() = default;
    explicit heap(Compare less)
        : less_(std::move(less))
    {}

    /// @throws what the comparison does, or std::bad_alloc; then nothing has changed.
    void push(cell<T>&& item)
    {
        std::size_t at = tree_.size();
        while (at != 0 && less_(item_of<T>(item), item_of<T>(tree_[parent(at)])))
        {
            at = parent(at);
        }
        std::size_t hole = tree_.size();
        if (at == hole)
        {
            tree_.push_back(std::move(item));
            return;
        }
        if (hole == tree_.capacity())
        {
            tree_.reserve(2 * hole);
        }
        tree_.push_back(std::move(tree_[parent(hole)]));
        for (hole = parent(hole); hole != at; hole = parent(hole))
        {
            tree_[hole] = std::move(tree_[parent(hole)]);
        }
        tree_[at] = std::move(item);
    }

    /// @throws what the comparison does; then nothing has changed.
    cell<T> pop()
    {
        // The last one moves into the gap that the first one leaves.
        std::size_t const last = tree_.size() - 1;
        std::uint64_t way = 0;  // from its lowest bit: to the right?
        unsigned depth = 0;
        for (std::size_t at = 0; 2 * at + 1 < last; ++depth)
        {
            std::size_t child = 2 * at + 1;
            bool const right =
                child + 1 < last && less_(item_of<T>(tree_[child + 1]), item_of<T>(tree_[child]));
            child += right ? 1 : 0;
            if (!less_(item_of<T>(tree_[child]), item_of<T>(tree_[last])))
            {
                break;
            }
            way |= std::uint64_t(right) << depth;
            at = child;
        }

        cell<T> item = std::move(tree_.front());
        std::size_t hole = 0;
        for (; depth != 0; --depth, way >>= 1)
        {
            std::size_t const child = 2 * hole + 1 + (way & 1);
            tree_[hole] = std::move(tree_[child]);
            hole = child;
        }
        if (hole != last)
        {
            tree_[hole] = std::move(tree_[last]);
        }
        tree_.pop_back();
        return item;
    }

    cell<T> const& front() const noexcept { return tree_.front(); }

    /// Leaves none.
    auto take_all() noexcept { return std::move(tree_); }

private:
    static std::size_t parent(std::size_t child) noexcept { return (child - 1) / 2; }

    boost::container::vector<cell<T>> tree_;  // std::vector<bool> has no references
    [[no_unique_address]] Compare less_;
};

}  // namespace quartet::queue::detail

#endif
