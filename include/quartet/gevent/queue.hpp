// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_QUEUE_HPP
#define QUARTET_GEVENT_QUEUE_HPP

#include <quartet/gevent/channel.hpp>
#include <quartet/queue.hpp>

// gevent's names for the queues of `queue`, which let other greenlets run while a greenlet waits in
// them, and may be used between threads as well. (Python: `gevent.queue`)
//
//     len(q)           q.qsize()
//     q.peek()         q.peek(): a copy
//     for item in q    for (auto& item : q), until q.shutdown(); there is no StopIteration item
//     q.maxsize = n    q.maxsize(n)
namespace quartet::gevent::queue {

using quartet::queue::Empty;
using quartet::queue::Full;
using quartet::queue::ShutDown;

using quartet::queue::LifoQueue;
using quartet::queue::PriorityQueue;
using quartet::queue::Queue;
using quartet::queue::SimpleQueue;

template <class T>
using JoinableQueue = quartet::queue::Queue<T>;

/// Has no maxsize.
template <class T>
using UnboundQueue = quartet::queue::SimpleQueue<T>;

}  // namespace quartet::gevent::queue

#endif
