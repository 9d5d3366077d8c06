// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_LIFO_QUEUE_HPP
#define QUARTET_QUEUE_LIFO_QUEUE_HPP

#include <quartet/queue/detail/blocking_queue.hpp>
#include <quartet/queue/detail/lifo.hpp>

namespace quartet::queue {

/// A Queue whose last item comes out first (Python: `queue.LifoQueue`).
/** * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * put(), get() and join() block the calling thread or greenlet.
 */
template <class T>
class LifoQueue : public detail::bounded_queue<detail::lifo<T>>
{
public:
    /// @param maxsize the most items it holds; no limit if it is not above 0.
    explicit LifoQueue(int maxsize = 0)
        : detail::bounded_queue<detail::lifo<T>>(maxsize)
    {}
};

}  // namespace quartet::queue

#endif
