// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_SIMPLE_QUEUE_HPP
#define QUARTET_QUEUE_SIMPLE_QUEUE_HPP

#include <quartet/queue/detail/blocking_queue.hpp>
#include <quartet/queue/detail/fifo.hpp>
#include <quartet/timeout.hpp>

namespace quartet::queue {

/// A first-in, first-out queue without limit (Python: `queue.SimpleQueue`).
/**
 * It does not know what became of its items. put() may be called by a destructor, also of an
 * item, but not by a handler of a signal.
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * get() blocks the calling thread or greenlet.
 */
template <class T>
class SimpleQueue : public detail::blocking_queue<detail::fifo<T>>
{
public:
    SimpleQueue()
        : detail::blocking_queue<detail::fifo<T>>(0)
    {}

    /// Adds an item. The other parameters have no meaning; Queue's put has them.
    void put(T item, bool = true, timeout = {}) { this->add(item, false, {}); }

    /// put(item)
    void put_nowait(T item) { this->add(item, false, {}); }
};

}  // namespace quartet::queue

#endif
