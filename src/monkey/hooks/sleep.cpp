// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// sleep, usleep, nanosleep, clock_nanosleep, thrd_sleep, sched_yield.
#include <array>
#include <cerrno>
#include <chrono>
#include <sched.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "../caller.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

using std::chrono::nanoseconds;
using clock = deadline::clock;

constinit original libc_sleep("sleep", ::sleep);
constinit original libc_usleep("usleep", ::usleep);
constinit original libc_nanosleep("nanosleep", ::nanosleep);
constinit original libc_nanosleep_alias("__nanosleep", ::nanosleep);
constinit original libc_clock_nanosleep("clock_nanosleep", ::clock_nanosleep);
constinit original libc_thrd_sleep("thrd_sleep", ::thrd_sleep);
constinit original libc_sched_yield("sched_yield", ::sched_yield);
constinit original libc_sched_yield_alias("__sched_yield", ::sched_yield);
constinit original libc_pthread_yield("pthread_yield", ::sched_yield);
constinit original libc_thrd_yield("thrd_yield", ::sched_yield);

bool is_valid(timespec const& length) noexcept
{
    return length.tv_sec >= 0 && length.tv_nsec >= 0 && length.tv_nsec < 1'000'000'000;
}

nanoseconds to_length(timespec const& length) noexcept
{
    // Some centuries are as good as ever.
    constexpr time_t most = 8'000'000'000;
    return std::chrono::seconds(std::min(length.tv_sec, most)) + nanoseconds(length.tv_nsec);
}

/// @return what is left, 0 if it was not interrupted; then errno is ECANCELED.
nanoseconds sleep_for(agent& self, nanoseconds length, char const* what) noexcept
{
    deadline const end{timeout(length)};
    if (length <= nanoseconds::zero())
    {
        let_others_run();
        return nanoseconds::zero();
    }
    return sleep_until(self, end, what) ? nanoseconds::zero()
                                        : std::max(end.left(length), nanoseconds(1));
}

unsigned cooperative_sleep(unsigned seconds)
{
    agent* const self = cooperative_caller();
    if (self == nullptr)
    {
        return libc_sleep(seconds);
    }
    auto const left = sleep_for(*self, std::chrono::seconds(seconds), "sleep");
    return unsigned(std::chrono::ceil<std::chrono::seconds>(left).count());
}

int cooperative_usleep(useconds_t length)
{
    agent* const self = cooperative_caller();
    if (self == nullptr)
    {
        return libc_usleep(length);
    }
    return sleep_for(*self, std::chrono::microseconds(length), "usleep") == nanoseconds::zero()
               ? 0
               : -1;
}

/// @return 0, or an error number.
int sleep_relative(agent& self, timespec const& length, timespec* rest, char const* what) noexcept
{
    if (!is_valid(length))
    {
        return EINVAL;
    }
    auto const left = sleep_for(self, to_length(length), what);
    if (left == nanoseconds::zero())
    {
        return 0;
    }
    if (rest != nullptr)
    {
        *rest = quartet::detail::to_timespec(left);
    }
    return ECANCELED;
}

int cooperative_nanosleep(timespec const* length, timespec* rest)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || length == nullptr)
    {
        return libc_nanosleep(length, rest);
    }
    int const error = sleep_relative(*self, *length, rest, "nanosleep");
    if (error != 0)
    {
        errno = error;
        return -1;
    }
    return 0;
}

int cooperative_clock_nanosleep(clockid_t which, int flags, timespec const* length, timespec* rest)
{
    agent* const self = cooperative_caller();
    bool const is_known = which == CLOCK_REALTIME || which == CLOCK_MONOTONIC ||
                          which == CLOCK_BOOTTIME || which == CLOCK_TAI;
    if (self == nullptr || length == nullptr || !is_known)
    {
        return libc_clock_nanosleep(which, flags, length, rest);
    }
    if ((flags & TIMER_ABSTIME) == 0)
    {
        int const error = errno;
        int const result = sleep_relative(*self, *length, rest, "clock_nanosleep");
        errno = error;
        return result;
    }
    if (!is_valid(*length))
    {
        return EINVAL;
    }
    // A clock that is set meanwhile is looked at again.
    constexpr nanoseconds longest = std::chrono::seconds(1);
    for (;;)
    {
        timespec now;
        if (::clock_gettime(which, &now) != 0)
        {
            return errno;
        }
        auto const left = to_length(*length) - to_length(now);
        if (left <= nanoseconds::zero())
        {
            return 0;
        }
        if (!sleep_until(*self, deadline(timeout(std::min(left, longest))), "clock_nanosleep"))
        {
            return ECANCELED;
        }
    }
}

int cooperative_thrd_sleep(timespec const* length, timespec* rest)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || length == nullptr)
    {
        return libc_thrd_sleep(length, rest);
    }
    int const error = sleep_relative(*self, *length, rest, "thrd_sleep");
    return error == 0 ? 0 : error == EINVAL ? -2 : -1;
}

int cooperative_yield() noexcept
{
    if (cooperative_caller() == nullptr)
    {
        return libc_sched_yield();
    }
    let_others_run();
    return 0;
}

}  // namespace

hooks sleep_hooks()
{
    static std::array const all{
        hook(libc_sleep, cooperative_sleep, in_time),
        hook(libc_usleep, cooperative_usleep, in_time),
        hook(libc_nanosleep, cooperative_nanosleep, in_time),
        hook(libc_nanosleep_alias, cooperative_nanosleep, in_time),
        hook(libc_clock_nanosleep, cooperative_clock_nanosleep, in_time),
        hook(libc_thrd_sleep, cooperative_thrd_sleep, in_time),
        hook(libc_sched_yield, cooperative_yield, in_time),
        hook(libc_sched_yield_alias, cooperative_yield, in_time),
        hook(libc_pthread_yield, cooperative_yield, in_time),
        hook(libc_thrd_yield, cooperative_yield, in_time),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
