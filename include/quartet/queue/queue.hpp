// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_QUEUE_HPP
#define QUARTET_QUEUE_QUEUE_HPP

#include <quartet/queue/detail/blocking_queue.hpp>
#include <quartet/queue/detail/fifo.hpp>

namespace quartet::queue {

/// A first-in, first-out queue between threads (Python: `queue.Queue`).
/**
 * put() takes its item by value and moves it, so T may be a type that cannot be copied. T is moved
 * without a lock held, unless moving it cannot throw.
 *
 * Who waits is woken in the order in which he came, but if somebody else was quicker to take the
 * item he waits on.
 *
 * @par Example
 * @code
 * quartet::queue::Queue<std::string> q(3);
 * q.put("a");
 * q.get();
 * q.task_done();
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * put(), get() and join() block the calling thread or greenlet.
 */
template <class T>
class Queue : public detail::bounded_queue<detail::fifo<T>>
{
public:
    /// @param maxsize the most items it holds; no limit if it is not above 0.
    explicit Queue(int maxsize = 0)
        : detail::bounded_queue<detail::fifo<T>>(maxsize)
    {}
};

}  // namespace quartet::queue

#endif
