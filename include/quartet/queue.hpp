// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_HPP
#define QUARTET_QUEUE_HPP

// Queues between threads (Python: `import queue`).
#include <quartet/queue/errors.hpp>
#include <quartet/queue/lifo_queue.hpp>
#include <quartet/queue/priority_queue.hpp>
#include <quartet/queue/queue.hpp>
#include <quartet/queue/simple_queue.hpp>

#endif
