// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// sigwait, sigwaitinfo, sigtimedwait: a descriptor tells that a signal is there. Not pause and sigsuspend:
// that a handler has run is told by nothing.
#include <quartet/detail/unique_fd.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>

#include "../signal_mask.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_sigwait("sigwait", ::sigwait);
constinit original libc_sigwaitinfo("sigwaitinfo", ::sigwaitinfo);
constinit original libc_sigtimedwait("sigtimedwait", ::sigtimedwait);

/// As sigtimedwait().
int wait_for_signal(
    agent& self, sigset_t const* which, siginfo_t* about, deadline const& end, char const* what)
{
    quartet::detail::unique_fd const tells(::signalfd(-1, which, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!tells)
    {
        return -1;
    }
    int const error = errno;
    for (;;)
    {
        // Taken here: of two who wait, one gets it.
        timespec const at_once{0, 0};
        int const number = libc_sigtimedwait(which, about, &at_once);
        if (number > 0)
        {
            errno = error;
            return number;
        }
        if (errno != EAGAIN && errno != EINTR)
        {
            return -1;
        }
        switch (wait_until_ready(self, tells.get(), POLLIN, end, what))
        {
        case outcome::ready:
            continue;
        case outcome::late:
            errno = EAGAIN;
            return -1;
        case outcome::failed:
            return -1;
        }
    }
}

int cooperative_sigwait(sigset_t const* which, int* number)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || which == nullptr)
    {
        return libc_sigwait(which, number);
    }
    int const before = errno;
    int const found = wait_for_signal(*self, which, nullptr, deadline(timeout()), "sigwait");
    int const error = errno;
    errno = before;
    if (found < 0)
    {
        return error;
    }
    *number = found;
    return 0;
}

int cooperative_sigwaitinfo(sigset_t const* which, siginfo_t* about)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || which == nullptr)
    {
        return libc_sigwaitinfo(which, about);
    }
    return wait_for_signal(*self, which, about, deadline(timeout()), "sigwaitinfo");
}

int cooperative_sigtimedwait(sigset_t const* which, siginfo_t* about, timespec const* limit)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || which == nullptr || !is_valid_limit(limit))
    {
        return libc_sigtimedwait(which, about, limit);
    }
    return wait_for_signal(*self, which, about, deadline(to_timeout(limit)), "sigtimedwait");
}

}  // namespace

hooks signals_hooks()
{
    static std::array const all{
        hook(libc_sigwait, cooperative_sigwait, in_signal),
        hook(libc_sigwaitinfo, cooperative_sigwaitinfo, in_signal),
        hook(libc_sigtimedwait, cooperative_sigtimedwait, in_signal),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
