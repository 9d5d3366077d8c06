// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// pthread_cond_wait, timedwait, clockwait, signal, broadcast; cnd_wait and the like.
//
// A signal goes to a greenlet that waits, if there is one, and else to a thread. Greenlets wait
// uninterrupted, as for mutexes. Conditions that processes share block.
#include <array>
#include <cerrno>
#include <pthread.h>
#include <threads.h>

#include "../mutexes.hpp"
#include "../parking.hpp"
#include "../time_points.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_wait("pthread_cond_wait", ::pthread_cond_wait);
constinit original libc_timedwait("pthread_cond_timedwait", ::pthread_cond_timedwait);
constinit original libc_clockwait("pthread_cond_clockwait", ::pthread_cond_clockwait);
constinit original libc_signal("pthread_cond_signal", ::pthread_cond_signal);
constinit original libc_broadcast("pthread_cond_broadcast", ::pthread_cond_broadcast);
constinit original libc_cnd_wait("cnd_wait", ::cnd_wait);
constinit original libc_cnd_timedwait("cnd_timedwait", ::cnd_timedwait);
constinit original libc_cnd_signal("cnd_signal", ::cnd_signal);
constinit original libc_cnd_broadcast("cnd_broadcast", ::cnd_broadcast);

// glibc keeps there what the attributes said.
constexpr unsigned is_shared = 1;
constexpr unsigned is_monotonic = 2;

agent* caller_for(pthread_cond_t const* which) noexcept
{
    return (which->__data.__wrefs & is_shared) == 0 ? patient_caller() : nullptr;
}

int wait_within(
    agent& self, pthread_cond_t* which, pthread_mutex_t* mutex, deadline const& end) noexcept
{
    bool is_woken;
    {
        parking place(self, which, parking::until_when::woken);
        place.begin("pthread_cond_wait");
        // Nobody would wake us if it is no more; to look once in vain is allowed.
        if (!is_in_force())
        {
            place.give_up();
            return 0;
        }
        if (int const error = unlock_mutex(mutex))
        {
            place.give_up();
            return error;
        }
        reset_count();
        is_woken = place.wait(end);
    }
    int const error = lock_mutex(mutex);
    return error != 0 ? error : is_woken ? 0 : ETIMEDOUT;
}

int cooperative_wait(pthread_cond_t* which, pthread_mutex_t* mutex)
{
    agent* const self = caller_for(which);
    return self != nullptr ? wait_within(*self, which, mutex, deadline(timeout()))
                           : libc_wait(which, mutex);
}

int cooperative_timedwait(pthread_cond_t* which, pthread_mutex_t* mutex, timespec const* end)
{
    agent* const self = caller_for(which);
    clockid_t const clock =
        (which->__data.__wrefs & is_monotonic) != 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    return self != nullptr && is_valid_point(clock, end)
               ? wait_within(*self, which, mutex, to_deadline(clock, *end))
               : libc_timedwait(which, mutex, end);
}

int cooperative_clockwait(
    pthread_cond_t* which, pthread_mutex_t* mutex, clockid_t clock, timespec const* end)
{
    agent* const self = caller_for(which);
    return self != nullptr && is_valid_point(clock, end)
               ? wait_within(*self, which, mutex, to_deadline(clock, *end))
               : libc_clockwait(which, mutex, clock, end);
}

int waking_signal(pthread_cond_t* which) noexcept
{
    return parking::wake_one(which) ? 0 : libc_signal(which);
}

int waking_broadcast(pthread_cond_t* which) noexcept
{
    parking::wake_all(which);
    return libc_broadcast(which);
}

pthread_cond_t* to_condition(cnd_t* which) noexcept
{
    return reinterpret_cast<pthread_cond_t*>(which);
}

int cooperative_cnd_wait(cnd_t* which, mtx_t* mutex)
{
    return to_result(cooperative_wait(to_condition(which), to_mutex(mutex)));
}

int cooperative_cnd_timedwait(cnd_t* which, mtx_t* mutex, timespec const* end)
{
    return to_result(cooperative_timedwait(to_condition(which), to_mutex(mutex), end));
}

int waking_cnd_signal(cnd_t* which)
{
    return to_result(waking_signal(to_condition(which)));
}

int waking_cnd_broadcast(cnd_t* which)
{
    return to_result(waking_broadcast(to_condition(which)));
}

}  // namespace

hooks conditions_hooks()
{
    static std::array const all{
        hook(libc_wait, cooperative_wait, in_thread),
        hook(libc_timedwait, cooperative_timedwait, in_thread),
        hook(libc_clockwait, cooperative_clockwait, in_thread),
        hook(libc_signal, waking_signal, in_thread),
        hook(libc_broadcast, waking_broadcast, in_thread),
        hook(libc_cnd_wait, cooperative_cnd_wait, in_thread),
        hook(libc_cnd_timedwait, cooperative_cnd_timedwait, in_thread),
        hook(libc_cnd_signal, waking_cnd_signal, in_thread),
        hook(libc_cnd_broadcast, waking_cnd_broadcast, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
