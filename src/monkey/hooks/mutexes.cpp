// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// pthread_mutex_lock, unlock, trylock, timedlock, clocklock; mtx_lock and the like.
//
// A greenlet that finds it locked waits without its thread. It is not interrupted: no program expects that
// of a lock. Mutexes that are robust, or that lend or limit priority, are threads', and block.
#include "../mutexes.hpp"

#include <array>
#include <cerrno>
#include <pthread.h>
#include <threads.h>

#include "../owners.hpp"
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

constexpr int kind_of(pthread_mutex_t const* which) noexcept
{
    return which->__data.__kind & 127;  // without those of elision and of sharing
}

/// Whether it belongs to who locked it, who may lock it again or is told that he has it.
bool has_owner(pthread_mutex_t const* which) noexcept
{
    int const kind = kind_of(which);
    return kind == PTHREAD_MUTEX_RECURSIVE || kind == PTHREAD_MUTEX_ERRORCHECK;
}

bool is_plain(pthread_mutex_t const* which) noexcept
{
    int const kind = kind_of(which);
    return kind == PTHREAD_MUTEX_NORMAL || kind == PTHREAD_MUTEX_ADAPTIVE_NP;
}

/// Whoever calls, if his thread has greenlets.
agent* possible_owner() noexcept
{
    if (fiber_agent* const fiber = fiber_agent::running())
    {
        return fiber;
    }
    event_loop* const loop = event_loop::here();
    return loop != nullptr ? &loop->thread() : nullptr;
}

/// @param attempt as pthread_mutex_lock() and the like. @param who null: a thread without greenlets.
template <class Attempt>
int lock_for(agent* who, pthread_mutex_t* which, Attempt attempt) noexcept
{
    if (who == nullptr || !has_owner(which))
    {
        return attempt(which);
    }
    agent* const owner = owners::of(which);
    if (owner != nullptr && owner != who)
    {
        return EBUSY;
    }
    int const error = attempt(which);
    if (error == 0)
    {
        owners::add(which, *who);
    }
    return error;
}

int lock_in_thread(pthread_mutex_t* which)
{
    int const error = lock_for(possible_owner(), which, libc_lock);
    return error == EBUSY ? EDEADLK : error;  // a greenlet of this very thread has it
}

int cooperative_lock(pthread_mutex_t* which) noexcept
{
    agent* const self = cooperative_caller();
    return self != nullptr ? lock_mutex(*self, which, deadline(timeout())) : lock_in_thread(which);
}

int cooperative_trylock(pthread_mutex_t* which) noexcept
{
    return lock_for(possible_owner(), which, libc_trylock);
}

int cooperative_clocklock(pthread_mutex_t* which, clockid_t clock, timespec const* end) noexcept
{
    agent* const self = cooperative_caller();
    if (self != nullptr && is_valid_point(clock, end))
    {
        return lock_mutex(*self, which, to_deadline(clock, *end));
    }
    return lock_for(possible_owner(), which, [=](pthread_mutex_t* same) {
        return libc_clocklock(same, clock, end);
    });
}

int cooperative_timedlock(pthread_mutex_t* which, timespec const* end) noexcept
{
    return cooperative_clocklock(which, CLOCK_REALTIME, end);
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

int lock_mutex(agent& self, pthread_mutex_t* which, deadline const& end) noexcept
{
    if (!is_plain(which) && !has_owner(which))
    {
        return libc_lock(which);
    }
    int error = lock_for(&self, which, libc_trylock);
    if (error == EBUSY && !self.is_waiting())
    {
        if (has_owner(which) && owners::of(which) == &self)
        {
            return EDEADLK;  // it checks errors
        }
        int const late = parking::until(self, which, end, false, "pthread_mutex_lock", [&] {
            error = lock_for(&self, which, libc_trylock);
            return error != EBUSY;
        });
        return late != 0 ? late : error;
    }
    return error == EBUSY ? lock_in_thread(which) : error;
}

int unlock_mutex(pthread_mutex_t* which) noexcept
{
    bool const is_owned = has_owner(which);
    if (is_owned)
    {
        agent* const owner = owners::of(which);
        if (owner != nullptr && owner != possible_owner())
        {
            return EPERM;
        }
        owners::subtract(which);
    }
    int const error = libc_unlock(which);
    if (error == 0)
    {
        parking::wake_one(which);
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
