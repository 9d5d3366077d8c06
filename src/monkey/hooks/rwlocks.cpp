// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// pthread_rwlock_rdlock, wrlock, unlock and the like. Greenlets wait uninterrupted, as for mutexes.
#include <array>
#include <cerrno>
#include <pthread.h>

#include "../parking.hpp"
#include "../time_points.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_rdlock("pthread_rwlock_rdlock", ::pthread_rwlock_rdlock);
constinit original libc_timedrdlock("pthread_rwlock_timedrdlock", ::pthread_rwlock_timedrdlock);
constinit original libc_clockrdlock("pthread_rwlock_clockrdlock", ::pthread_rwlock_clockrdlock);
constinit original libc_wrlock("pthread_rwlock_wrlock", ::pthread_rwlock_wrlock);
constinit original libc_timedwrlock("pthread_rwlock_timedwrlock", ::pthread_rwlock_timedwrlock);
constinit original libc_clockwrlock("pthread_rwlock_clockwrlock", ::pthread_rwlock_clockwrlock);
constinit original libc_unlock("pthread_rwlock_unlock", ::pthread_rwlock_unlock);
constinit original libc_rdlock_alias("__pthread_rwlock_rdlock", ::pthread_rwlock_rdlock);
constinit original libc_wrlock_alias("__pthread_rwlock_wrlock", ::pthread_rwlock_wrlock);
constinit original libc_unlock_alias("__pthread_rwlock_unlock", ::pthread_rwlock_unlock);

/// @param attempt the function that does not wait.
template <int (*attempt)(pthread_rwlock_t*) noexcept>
int lock_within(
    agent& self, pthread_rwlock_t* which, deadline const& end, char const* what) noexcept
{
    int error = parking::is_owed(which) ? EBUSY : attempt(which);
    if (error != EBUSY)
    {
        return error;
    }
    int const late = parking::until(self, which, end, false, what, [&] {
        error = attempt(which);
        return error != EBUSY;
    });
    return late != 0 ? late : error;
}

int cooperative_rdlock(pthread_rwlock_t* which) noexcept
{
    agent* const self = patient_caller();
    return self != nullptr ? lock_within<::pthread_rwlock_tryrdlock>(
                                 *self, which, deadline(timeout()), "pthread_rwlock_rdlock")
                           : libc_rdlock(which);
}

int cooperative_wrlock(pthread_rwlock_t* which) noexcept
{
    agent* const self = patient_caller();
    return self != nullptr ? lock_within<::pthread_rwlock_trywrlock>(
                                 *self, which, deadline(timeout()), "pthread_rwlock_wrlock")
                           : libc_wrlock(which);
}

int cooperative_clockrdlock(pthread_rwlock_t* which, clockid_t clock, timespec const* end) noexcept
{
    agent* const self = patient_caller();
    return self != nullptr && is_valid_point(clock, end)
               ? lock_within<::pthread_rwlock_tryrdlock>(
                     *self, which, to_deadline(clock, *end), "pthread_rwlock_clockrdlock")
               : libc_clockrdlock(which, clock, end);
}

int cooperative_clockwrlock(pthread_rwlock_t* which, clockid_t clock, timespec const* end) noexcept
{
    agent* const self = patient_caller();
    return self != nullptr && is_valid_point(clock, end)
               ? lock_within<::pthread_rwlock_trywrlock>(
                     *self, which, to_deadline(clock, *end), "pthread_rwlock_clockwrlock")
               : libc_clockwrlock(which, clock, end);
}

int cooperative_timedrdlock(pthread_rwlock_t* which, timespec const* end) noexcept
{
    return cooperative_clockrdlock(which, CLOCK_REALTIME, end);
}

int cooperative_timedwrlock(pthread_rwlock_t* which, timespec const* end) noexcept
{
    return cooperative_clockwrlock(which, CLOCK_REALTIME, end);
}

int waking_unlock(pthread_rwlock_t* which) noexcept
{
    int const error = libc_unlock(which);
    if (error == 0)
    {
        parking::wake_for_lock(which, ~0u);  // readers, or one writer: they see
    }
    return error;
}

}  // namespace

hooks rwlocks_hooks()
{
    static std::array const all{
        hook(libc_rdlock, cooperative_rdlock, in_thread),
        hook(libc_timedrdlock, cooperative_timedrdlock, in_thread),
        hook(libc_clockrdlock, cooperative_clockrdlock, in_thread),
        hook(libc_wrlock, cooperative_wrlock, in_thread),
        hook(libc_timedwrlock, cooperative_timedwrlock, in_thread),
        hook(libc_clockwrlock, cooperative_clockwrlock, in_thread),
        hook(libc_unlock, waking_unlock, in_thread),
        hook(libc_rdlock_alias, cooperative_rdlock, in_thread),
        hook(libc_wrlock_alias, cooperative_wrlock, in_thread),
        hook(libc_unlock_alias, waking_unlock, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
