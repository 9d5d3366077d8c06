// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_MUTEX_OWNER_HPP
#define QUARTET_SRC_MONKEY_MUTEX_OWNER_HPP

#include <quartet/detail/forks.hpp>

#include <cstdint>
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>

#include "caller.hpp"
#include "owners.hpp"

namespace quartet::gevent::monkey::detail {

// What glibc keeps in a mutex.

constexpr int kind_of(pthread_mutex_t const* which) noexcept
{
    return which->__data.__kind & 127;  // without those of elision and of sharing
}

/// Whether it belongs to who locked it, who may lock it again or is told that he has it.
inline bool has_owner(pthread_mutex_t const* which) noexcept
{
    int const kind = kind_of(which);
    return kind == PTHREAD_MUTEX_RECURSIVE || kind == PTHREAD_MUTEX_ERRORCHECK;
}

inline bool is_plain(pthread_mutex_t const* which) noexcept
{
    int const kind = kind_of(which);
    return kind == PTHREAD_MUTEX_NORMAL || kind == PTHREAD_MUTEX_ADAPTIVE_NP;
}

/// The calling thread's number, which the C library writes into a mutex.
inline pid_t own_number() noexcept
{
    [[gnu::tls_model("initial-exec")]] static constinit thread_local pid_t number = 0;
    [[gnu::tls_model("initial-exec")]] static constinit thread_local std::uint32_t forks_then = 0;
    if (std::uint32_t const now = quartet::detail::forks; number == 0 || forks_then != now)
    {
        number = ::gettid();
        forks_then = now;
    }
    return number;
}

inline bool is_this_threads(pthread_mutex_t const* which) noexcept
{
    return __atomic_load_n(&which->__data.__owner, __ATOMIC_RELAXED) == own_number();
}

/// Whoever calls, if his thread has greenlets.
inline agent* possible_owner() noexcept
{
    if (fiber_agent* const fiber = fiber_agent::running())
    {
        return fiber;
    }
    event_loop* const loop = event_loop::here();
    return loop != nullptr ? &loop->thread() : nullptr;
}

/// Of one that has an owner: whether another greenlet of this thread has it.
inline bool is_anothers(pthread_mutex_t const* which, agent const* who) noexcept
{
    agent const* const owner =
        who != nullptr && is_this_threads(which) ? owners::of(which, own_number()) : nullptr;
    return owner != nullptr && owner != who;
}

}  // namespace quartet::gevent::monkey::detail

#endif
