// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_HPP
#define QUARTET_THREADING_HPP

#include <quartet/threading/barrier.hpp>
#include <quartet/threading/condition.hpp>
#include <quartet/threading/errors.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/excepthook.hpp>
#include <quartet/threading/local.hpp>
#include <quartet/threading/lock.hpp>
#include <quartet/threading/rlock.hpp>
#include <quartet/threading/semaphore.hpp>
#include <quartet/threading/thread.hpp>
#include <quartet/threading/timer.hpp>

#endif
