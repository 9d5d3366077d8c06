// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_SHORT_MUTEX_HPP
#define QUARTET_QUEUE_DETAIL_SHORT_MUTEX_HPP

#include <pthread.h>

namespace quartet::queue::detail {

/// A mutex for sections that are shorter than to fall asleep: who finds it locked looks again first.
class short_mutex
{
public:
    short_mutex() = default;
    short_mutex(short_mutex const&) = delete;
    short_mutex& operator=(short_mutex const&) = delete;
    ~short_mutex() { ::pthread_mutex_destroy(&native_); }

    void lock() noexcept { ::pthread_mutex_lock(&native_); }
    bool try_lock() noexcept { return ::pthread_mutex_trylock(&native_) == 0; }
    void unlock() noexcept { ::pthread_mutex_unlock(&native_); }

private:
    pthread_mutex_t native_ = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
};

}  // namespace quartet::queue::detail

#endif
