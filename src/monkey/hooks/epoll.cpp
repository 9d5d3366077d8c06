// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// epoll_wait, epoll_pwait, epoll_pwait2.
#include <array>
#include <cerrno>
#include <chrono>
#include <sys/epoll.h>

#include "../signal_mask.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_epoll_wait("epoll_wait", ::epoll_wait);
constinit original libc_epoll_pwait("epoll_pwait", ::epoll_pwait);
constinit original libc_epoll_pwait2("epoll_pwait2", ::epoll_pwait2);

int wait_until(agent& self, int epoll, epoll_event* events, int most, deadline const& end)
{
    for (;;)
    {
        int const count = libc_epoll_wait(epoll, events, most, 0);
        if (count != 0)
        {
            count_call();
            return count;
        }
        switch (wait_until_ready(self, epoll, POLLIN, end, "epoll_wait"))
        {
        case outcome::ready:
            break;
        case outcome::late:
            return libc_epoll_wait(epoll, events, most, 0);
        case outcome::failed:
            return -1;
        }
    }
}

int cooperative_epoll_wait(int epoll, epoll_event* events, int most, int limit)
{
    agent* const self = cooperative_caller();
    if (self == nullptr)
    {
        return libc_epoll_wait(epoll, events, most, limit);
    }
    if (limit == 0)
    {
        count_call();
        return libc_epoll_wait(epoll, events, most, limit);
    }
    return wait_until(
        *self,
        epoll,
        events,
        most,
        deadline(limit < 0 ? timeout() : timeout(std::chrono::milliseconds(limit))));
}

int cooperative_epoll_pwait(
    int epoll, epoll_event* events, int most, int limit, sigset_t const* mask)
{
    if (cooperative_caller() == nullptr || !is_present_mask(mask))
    {
        return libc_epoll_pwait(epoll, events, most, limit, mask);
    }
    return cooperative_epoll_wait(epoll, events, most, limit);
}

int cooperative_epoll_pwait2(
    int epoll, epoll_event* events, int most, timespec const* limit, sigset_t const* mask)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || !is_present_mask(mask) || !is_valid_limit(limit))
    {
        return libc_epoll_pwait2(epoll, events, most, limit, mask);
    }
    return wait_until(*self, epoll, events, most, deadline(to_timeout(limit)));
}

}  // namespace

hooks epoll_hooks()
{
    static std::array const all{
        hook(libc_epoll_wait, cooperative_epoll_wait, in_select),
        hook(libc_epoll_pwait, cooperative_epoll_pwait, in_select),
        hook(libc_epoll_pwait2, cooperative_epoll_pwait2, in_select),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
