// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_PATIENT_LOCK_HPP
#define QUARTET_SRC_DETAIL_PATIENT_LOCK_HPP

#include <quartet/detail/agent.hpp>

#include <algorithm>
#include <sched.h>
#include <time.h>

namespace quartet::detail {

/// Tries again and again what another process lets come true within a microsecond.
/** @return false when it did not for all of a second: that process is stopped. */
template <class Try>
bool try_patiently(Try try_once)
{
    constexpr int spinning = 20;  // some 10 us
    constexpr int yielding = spinning + 20;
    constexpr int sleeping = yielding + 10'000;
    agent::unpatched const blocking;
    for (int round = 0; round < sleeping; ++round)
    {
        if (try_once())
        {
            return true;
        }
        if (round < spinning)
        {
            for (int i = 0; i < 1 << std::min(round, 5); ++i)
            {
                __builtin_ia32_pause();
            }
        }
        else if (round < yielding)
        {
            ::sched_yield();  // that process may have been preempted
        }
        else
        {
            timespec const pause{0, 50'000};  // and the kernel adds as much again
            ::nanosleep(&pause, nullptr);
        }
    }
    return false;
}

/// Locks a mutex between processes that is held for less than a microsecond, by trying.
/**
 * glibc's robust mutexes tell that their owner died, but one must not sleep on them. A sleeper that
 * was woken and is killed before it has the mutex takes the wake-up with it, if meanwhile somebody
 * else has locked it without noticing that there are sleepers. The next contention would wake the
 * others; in a message_queue that was replaced there is none, and they would sleep for ever. (It
 * took some hundred kills to see it.)
 * @return false when it was locked for all of a second: its owner is stopped, not dead.
 */
template <class Mutex>
bool lock_patiently(Mutex& mutex)
{
    return try_patiently([&mutex] { return mutex.try_lock(); });
}

}  // namespace quartet::detail

#endif
