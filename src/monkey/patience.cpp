// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "patience.hpp"

#include <cerrno>
#include <fcntl.h>
#include <utility>

#include "hook.hpp"
#include "hooks/hooks.hpp"
#include "time_limits.hpp"

namespace quartet::gevent::monkey::detail {
bool is_blocking(int fd) noexcept
{
    // Of fcntl only what waits for locks is ever patched.
    int const flags = ::fcntl(fd, F_GETFL);
    return flags >= 0 && (flags & O_NONBLOCK) == 0;
}

bool is_ready(int fd, short events) noexcept
{
    pollfd one{fd, events, 0};
    return libc_poll(&one, 1, 0) != 0;
}

bool patience::may_wait() noexcept
{
    if (!has_asked_)
    {
        has_asked_ = true;
        may_wait_ = is_blocking(fd_);
        end_ = may_wait_ ? time_limits::of(fd_, limit_option_) : end_;
    }
    return may_wait_;
}

bool patience::wait(short events) noexcept
{
    if (!may_wait())
    {
        count_call();
        errno = EAGAIN;
        return false;
    }
    return yield() || park(events);
}

bool patience::yield() noexcept
{
    if (std::exchange(has_yielded_, true) || !let_ready_others_run())
    {
        return false;
    }
    errno = error_;
    return true;
}

bool patience::park(short events) noexcept
{
    switch (wait_until_ready(self_, fd_, events, end_, what_))
    {
    case outcome::ready:
        errno = error_;
        return true;
    case outcome::late:
        errno = EAGAIN;
        return false;
    default:
        return false;
    }
}

}  // namespace quartet::gevent::monkey::detail
