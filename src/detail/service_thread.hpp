// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SERVICE_THREAD_HPP
#define QUARTET_SRC_DETAIL_SERVICE_THREAD_HPP

#include <csignal>
#include <cstddef>
#include <pthread.h>

namespace quartet::detail {

/// Starts a thread of the library's own, which nobody joins, and which gets no signals: those are for
/// the program's threads.
/// @param stack_size bytes. @return the system's error, or 0.
inline int
start_service_thread(std::size_t stack_size, void* (*body)(void*), void* argument) noexcept
{
    sigset_t every;
    sigset_t before;
    ::sigfillset(&every);
    ::pthread_sigmask(SIG_SETMASK, &every, &before);
    pthread_attr_t small;
    ::pthread_attr_init(&small);
    ::pthread_attr_setstacksize(&small, stack_size);
    ::pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    int const error = ::pthread_create(&thread, &small, body, argument);
    ::pthread_attr_destroy(&small);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return error;
}

}  // namespace quartet::detail

#endif
