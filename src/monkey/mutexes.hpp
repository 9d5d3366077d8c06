// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_MUTEXES_HPP
#define QUARTET_SRC_MONKEY_MUTEXES_HPP

#include <cerrno>
#include <pthread.h>
#include <threads.h>

namespace quartet::gevent::monkey::detail {

/// As pthread_mutex_lock() and the like, without blocking the thread if that can be.
/// @return 0, or an error number.
int lock_mutex(pthread_mutex_t* which) noexcept;
int unlock_mutex(pthread_mutex_t* which) noexcept;

/// C11's mutexes and conditions are these, with other errors.
inline pthread_mutex_t* to_mutex(mtx_t* which) noexcept
{
    return reinterpret_cast<pthread_mutex_t*>(which);
}

inline int to_result(int error) noexcept
{
    switch (error)
    {
    case 0:
        return thrd_success;
    case EBUSY:
        return thrd_busy;
    case ETIMEDOUT:
        return thrd_timedout;
    default:
        return thrd_error;
    }
}

}  // namespace quartet::gevent::monkey::detail

#endif
