// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// pthread_mutex_lock, unlock, trylock, timedlock, clocklock; mtx_lock and the like.
//
// A greenlet that finds it locked waits without its thread. It is not interrupted: no program expects that
// of a lock. Mutexes that are robust, or that lend or limit priority, are threads', and block.
#include "../mutexes.hpp"

#include <boost/smart_ptr/detail/sp_thread_pause.hpp>

#include <array>
#include <cerrno>
#include <pthread.h>
#include <threads.h>

#include "../mutex_owner.hpp"
#include "../parking.hpp"
#include "../time_points.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_lock("pthread_mutex_lock", ::pthread_mutex_lock);
constinit original libc_trylock("pthread_mutex_trylock", ::pthread_mutex_trylock);
constinit original libc_timedlock("pthread_mutex_timedlock", ::pthread_mutex_timedlock);
constinit original libc_clocklock("pthread_mutex_clocklock", ::pthread_mutex_clocklock);
constinit original libc_unlock("pthread_mutex_unlock", ::pthread_mutex_unlock);
constinit original libc_lock_alias("__pthread_mutex_lock", ::pthread_mutex_lock);
constinit original libc_trylock_alias("__pthread_mutex_trylock", ::pthread_mutex_trylock);
constinit original libc_unlock_alias("__pthread_mutex_unlock", ::pthread_mutex_unlock);
constinit original libc_mtx_lock("mtx_lock", ::mtx_lock);
constinit original libc_mtx_trylock("mtx_trylock", ::mtx_trylock);
constinit original libc_mtx_timedlock("mtx_timedlock", ::mtx_timedlock);
constinit original libc_mtx_unlock("mtx_unlock", ::mtx_unlock);

/// @param attempt as pthread_mutex_lock() and the like. @return EBUSY also for what the C library takes
/// for the caller's own.
template <class Attempt>
int lock_for(agent* who, pthread_mutex_t* which, Attempt attempt) noexcept
{
    if (who == nullptr || !has_owner(which))
    {
        return attempt(which);
    }
    if (is_this_threads(which))
    {
        return is_anothers(which, who) ? EBUSY : attempt(which);
    }
    int const error = attempt(which);
    if (error == 0)
    {
        owners::set(which, own_number(), *who);
    }
    return error;
}

/// As the C library does.
template <class Attempt>
int lock_in_thread(pthread_mutex_t* which, Attempt attempt) noexcept
{
    agent* const who = possible_owner();
    return has_owner(which) && is_anothers(which, who) ? EDEADLK : lock_for(who, which, attempt);
}

/// @return false: another greenlet of this thread has it.
[[gnu::noinline]] bool is_unlocked_by_owner(pthread_mutex_t const* which) noexcept
{
    agent const* const who = possible_owner();
    if (who == nullptr || !is_this_threads(which))
    {
        return true;  // or the C library will say it
    }
    if (is_anothers(which, who))
    {
        return false;
    }
    if (kind_of(which) == PTHREAD_MUTEX_ERRORCHECK || which->__data.__count == 1)
    {
        owners::clear(which, own_number());
    }
    return true;
}

/// Whoever has it is in another thread, most likely in a short section.
bool lock_soon(pthread_mutex_t* which) noexcept
{
    for (int i = 0; i != 64 && !is_this_threads(which); ++i)
    {
        boost::detail::sp_thread_pause();
        if (libc_trylock(which) == 0)
        {
            return true;
        }
    }
    return false;
}

/// Without the thread, if that can be.
template <class Attempt, class End>
int lock_at_last(pthread_mutex_t* which, char const* what, Attempt attempt, End end) noexcept
{
    bool const is_without_owner = is_plain(which);
    agent* const self = is_without_owner || has_owner(which) ? patient_caller() : nullptr;
    if (self == nullptr ||
        (!is_without_owner && is_this_threads(which) && !is_anothers(which, self)))
    {
        return lock_in_thread(which, attempt);
    }
    if (!parking::is_owed(which))
    {
        if (int const error = lock_for(self, which, libc_trylock); error != EBUSY)
        {
            return error;
        }
        if (is_without_owner && lock_soon(which))
        {
            return 0;
        }
    }
    int error = 0;
    int const late = parking::until(*self, which, end(), false, what, [&] {
        error = lock_for(self, which, libc_trylock);
        return error != EBUSY;
    });
    return late != 0 ? late : error;
}

deadline never() noexcept
{
    return deadline(timeout());
}

/// In most cases it is free.
bool is_locked_at_once(pthread_mutex_t* which) noexcept
{
    return is_plain(which) && !parking::is_owed(which) && libc_trylock(which) == 0;
}

int cooperative_lock(pthread_mutex_t* which) noexcept
{
    return is_locked_at_once(which) ? 0 : lock_mutex(which);
}

int cooperative_trylock(pthread_mutex_t* which) noexcept
{
    return lock_for(possible_owner(), which, libc_trylock);
}

/// @param attempt the function of the C library.
template <class Attempt>
int lock_until(
    pthread_mutex_t* which, clockid_t clock, timespec const* end, Attempt attempt) noexcept
{
    if (!is_valid_point(clock, end))
    {
        return lock_in_thread(which, attempt);
    }
    return is_locked_at_once(which) ? 0
                                    : lock_at_last(which, "pthread_mutex_timedlock", attempt, [&] {
                                          return to_deadline(clock, *end);
                                      });
}

int cooperative_clocklock(pthread_mutex_t* which, clockid_t clock, timespec const* end) noexcept
{
    return lock_until(
        which, clock, end, [=](pthread_mutex_t* same) { return libc_clocklock(same, clock, end); });
}

int cooperative_timedlock(pthread_mutex_t* which, timespec const* end) noexcept
{
    return lock_until(which, CLOCK_REALTIME, end, [=](pthread_mutex_t* same) {
        return libc_timedlock(same, end);
    });
}

int cooperative_unlock(pthread_mutex_t* which) noexcept
{
    return unlock_mutex(which);
}

int cooperative_mtx_lock(mtx_t* which)
{
    return to_result(cooperative_lock(to_mutex(which)));
}

int cooperative_mtx_trylock(mtx_t* which)
{
    return to_result(cooperative_trylock(to_mutex(which)));
}

int cooperative_mtx_timedlock(mtx_t* which, timespec const* end)
{
    return to_result(cooperative_timedlock(to_mutex(which), end));
}

int cooperative_mtx_unlock(mtx_t* which)
{
    return to_result(unlock_mutex(to_mutex(which)));
}

}  // namespace

int lock_mutex(pthread_mutex_t* which) noexcept
{
    return lock_at_last(which, "pthread_mutex_lock", libc_lock, never);
}

int unlock_mutex(pthread_mutex_t* which) noexcept
{
    if (has_owner(which) && !is_unlocked_by_owner(which))
    {
        return EPERM;
    }
    int const error = libc_unlock(which);
    if (error == 0)
    {
        parking::wake_for_lock(which, 1);
    }
    return error;
}

hooks mutexes_hooks()
{
    static std::array const all{
        hook(libc_lock, cooperative_lock, in_thread),
        hook(libc_trylock, cooperative_trylock, in_thread),
        hook(libc_timedlock, cooperative_timedlock, in_thread),
        hook(libc_clocklock, cooperative_clocklock, in_thread),
        hook(libc_unlock, cooperative_unlock, in_thread),
        hook(libc_lock_alias, cooperative_lock, in_thread),
        hook(libc_trylock_alias, cooperative_trylock, in_thread),
        hook(libc_unlock_alias, cooperative_unlock, in_thread),
        hook(libc_mtx_lock, cooperative_mtx_lock, in_thread),
        hook(libc_mtx_trylock, cooperative_mtx_trylock, in_thread),
        hook(libc_mtx_timedlock, cooperative_mtx_timedlock, in_thread),
        hook(libc_mtx_unlock, cooperative_mtx_unlock, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
