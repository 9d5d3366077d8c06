// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_HPP
#define QUARTET_MULTIPROCESSING_HPP

// Processes (Python: `import multiprocessing`).
#include <quartet/multiprocessing/array.hpp>
#include <quartet/multiprocessing/barrier.hpp>
#include <quartet/multiprocessing/condition.hpp>
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/multiprocessing/context.hpp>
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/multiprocessing/event.hpp>
#include <quartet/multiprocessing/lock.hpp>
#include <quartet/multiprocessing/logging.hpp>
#include <quartet/multiprocessing/pool.hpp>
#include <quartet/multiprocessing/process.hpp>
#include <quartet/multiprocessing/queue.hpp>
#include <quartet/multiprocessing/rlock.hpp>
#include <quartet/multiprocessing/semaphore.hpp>
#include <quartet/multiprocessing/shared_memory.hpp>
#include <quartet/multiprocessing/value.hpp>
#include <quartet/multiprocessing/wait.hpp>

#endif
