// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_PRIORITY_QUEUE_HPP
#define QUARTET_QUEUE_PRIORITY_QUEUE_HPP

#include <quartet/queue/detail/blocking_queue.hpp>
#include <quartet/queue/detail/heap.hpp>

#include <functional>
#include <utility>

namespace quartet::queue {

/// A Queue whose smallest item comes out first (Python: `queue.PriorityQueue`).
/**
 * Equal ones come out in any order. Items are compared while the queue is locked: a comparison
 * must not use the queue. If it throws, put() adds nothing and get() takes nothing.
 *
 * @par Example
 * @code
 * quartet::queue::PriorityQueue<std::pair<int, std::string>> q;
 * q.put({2, "later"});
 * q.put({1, "first"});
 * q.get();
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * put(), get() and join() block the calling thread or greenlet.
 */
template <class T, class Compare = std::less<T>>
class PriorityQueue : public detail::bounded_queue<detail::heap<T, Compare>>
{
public:
    /// @param maxsize the most items it holds; no limit if it is not above 0.
    explicit PriorityQueue(int maxsize = 0, Compare less = Compare())
        : detail::bounded_queue<detail::heap<T, Compare>>(
              maxsize, detail::heap<T, Compare>(std::move(less)))
    {}
};

}  // namespace quartet::queue

#endif
