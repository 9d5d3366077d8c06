// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_ERRORS_HPP
#define QUARTET_QUEUE_ERRORS_HPP

#include <quartet/detail/config.hpp>

#include <stdexcept>

// What Python's `queue` raises; `multiprocessing` queues raise the first two.
namespace quartet::queue {

/// Nothing was in the queue (Python: `queue.Empty`).
class QUARTET_TYPE_VISIBLE Empty : public std::runtime_error
{
public:
    Empty()
        : std::runtime_error("the queue is empty")
    {}
    using std::runtime_error::runtime_error;
};

/// There was no room in the queue (Python: `queue.Full`).
class QUARTET_TYPE_VISIBLE Full : public std::runtime_error
{
public:
    Full()
        : std::runtime_error("the queue is full")
    {}
    using std::runtime_error::runtime_error;
};

/// The queue takes no more items, or has none left and will get none (Python: `queue.ShutDown`).
class QUARTET_TYPE_VISIBLE ShutDown : public std::runtime_error
{
public:
    ShutDown()
        : std::runtime_error("the queue is shut down")
    {}
    using std::runtime_error::runtime_error;
};

}  // namespace quartet::queue

#endif
