// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_HPP
#define QUARTET_CONCURRENT_FUTURES_HPP

#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/concurrent/futures/executor.hpp>
#include <quartet/concurrent/futures/future.hpp>
#include <quartet/concurrent/futures/process_pool_executor.hpp>
#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/concurrent/futures/wait.hpp>

#endif
