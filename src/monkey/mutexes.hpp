// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_MUTEXES_HPP
#define QUARTET_SRC_MONKEY_MUTEXES_HPP

#include <pthread.h>

#include "caller.hpp"

namespace quartet::gevent::monkey::detail {

/// As pthread_mutex_lock() and the like, for those who wait without blocking the thread.
/// @return 0, or an error number.
int lock_mutex(agent& self, pthread_mutex_t* which, deadline const& end) noexcept;
int unlock_mutex(pthread_mutex_t* which) noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
