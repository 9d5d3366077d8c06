// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// poll, ppoll.
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <utility>

#include "../signal_mask.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

extern "C" {
int __poll_chk(pollfd* all, nfds_t count, int limit, size_t size_of_all);
int __ppoll_chk(
    pollfd* all, nfds_t count, timespec const* limit, sigset_t const* mask, size_t size_of_all);
}

namespace quartet::gevent::monkey::detail {

constinit original<int(pollfd*, nfds_t, int)> libc_poll("poll", ::poll);

namespace {

constinit original libc_poll_alias("__poll", ::poll);
constinit original libc_poll_chk("__poll_chk", ::__poll_chk);
constinit original libc_ppoll("ppoll", ::ppoll);
constinit original libc_ppoll_chk("__ppoll_chk", ::__ppoll_chk);

int poll_until(agent& self, pollfd* all, nfds_t count, deadline const& end) noexcept
{
    for (bool has_yielded = false;;)
    {
        int const ready = libc_poll(all, count, 0);
        if (ready != 0)
        {
            count_call();
            return ready;
        }
        // When others have run there may be no need to wait, and to tell the kernel.
        if (!std::exchange(has_yielded, true) && let_ready_others_run())
        {
            continue;
        }
        switch (wait_until_ready(self, {all, count}, end, "poll"))
        {
        case outcome::ready:
            continue;
        case outcome::late:
            return libc_poll(all, count, 0);
        case outcome::failed:
            if (errno == EBADF)
            {
                continue;  // closed: it says which
            }
            return -1;
        }
    }
}

int cooperative_poll(pollfd* all, nfds_t count, int limit)
{
    agent* const self = cooperative_caller();
    if (self == nullptr)
    {
        return libc_poll(all, count, limit);
    }
    if (limit == 0)
    {
        count_call();
        return libc_poll(all, count, limit);
    }
    return poll_until(
        *self,
        all,
        count,
        deadline(limit < 0 ? timeout() : timeout(std::chrono::milliseconds(limit))));
}

int cooperative_poll_chk(pollfd* all, nfds_t count, int limit, size_t size_of_all)
{
    if (size_of_all / sizeof *all < count)
    {
        return libc_poll_chk(all, count, limit, size_of_all);  // which ends the program
    }
    return cooperative_poll(all, count, limit);
}

int cooperative_ppoll(pollfd* all, nfds_t count, timespec const* limit, sigset_t const* mask)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || !is_present_mask(mask) || !is_valid_limit(limit))
    {
        return libc_ppoll(all, count, limit, mask);
    }
    return poll_until(*self, all, count, deadline(to_timeout(limit)));
}

int cooperative_ppoll_chk(
    pollfd* all, nfds_t count, timespec const* limit, sigset_t const* mask, size_t size_of_all)
{
    if (size_of_all / sizeof *all < count)
    {
        return libc_ppoll_chk(all, count, limit, mask, size_of_all);
    }
    return cooperative_ppoll(all, count, limit, mask);
}

}  // namespace

hooks poll_hooks()
{
    static std::array const all{
        hook(libc_poll, cooperative_poll, in_select),
        hook(libc_poll_alias, cooperative_poll, in_select),
        hook(libc_poll_chk, cooperative_poll_chk, in_select),
        hook(libc_ppoll, cooperative_ppoll, in_select),
        hook(libc_ppoll_chk, cooperative_ppoll_chk, in_select),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
