// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// sem_wait, sem_timedwait, sem_clockwait, sem_post. In a handler of a signal, sem_post() may be called only while
// no greenlet waits for the semaphore: to wake one needs memory and locks.
#include <array>
#include <cerrno>
#include <semaphore.h>

#include "../parking.hpp"
#include "../time_points.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_wait("sem_wait", ::sem_wait);
constinit original libc_timedwait("sem_timedwait", ::sem_timedwait);
constinit original libc_clockwait("sem_clockwait", ::sem_clockwait);
constinit original libc_post("sem_post", ::sem_post);

int wait_within(agent& self, sem_t* which, deadline const& end) noexcept
{
    int const before = errno;
    int const error = parking::until(
        self, which, end, true, "sem_wait", [&] { return ::sem_trywait(which) == 0; });
    errno = error != 0 ? error : before;
    return error != 0 ? -1 : 0;
}

/// @return who is to wait; null: it is done, or the thread waits.
agent* caller_for(sem_t* which, bool& is_done) noexcept
{
    agent* const self = patient_caller();
    int const before = errno;
    is_done = self != nullptr && !parking::is_owed(which) && ::sem_trywait(which) == 0;
    errno = before;
    return is_done ? nullptr : self;
}

int cooperative_wait(sem_t* which)
{
    bool is_done;
    agent* const self = caller_for(which, is_done);
    return is_done           ? 0
           : self != nullptr ? wait_within(*self, which, deadline(timeout()))
                             : libc_wait(which);
}

int cooperative_clockwait(sem_t* which, clockid_t clock, timespec const* end)
{
    bool is_done;
    agent* const self = caller_for(which, is_done);
    return is_done ? 0
           : self != nullptr && is_valid_point(clock, end)
               ? wait_within(*self, which, to_deadline(clock, *end))
               : libc_clockwait(which, clock, end);
}

int cooperative_timedwait(sem_t* which, timespec const* end)
{
    return cooperative_clockwait(which, CLOCK_REALTIME, end);
}

int waking_post(sem_t* which) noexcept
{
    int const result = libc_post(which);
    if (result == 0)
    {
        parking::wake_for_lock(which, 1);
    }
    return result;
}

}  // namespace

hooks semaphores_hooks()
{
    static std::array const all{
        hook(libc_wait, cooperative_wait, in_thread),
        hook(libc_timedwait, cooperative_timedwait, in_thread),
        hook(libc_clockwait, cooperative_clockwait, in_thread),
        hook(libc_post, waking_post, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
