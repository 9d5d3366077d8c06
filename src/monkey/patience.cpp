// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "patience.hpp"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/time.h>

#include "hook.hpp"
#include "hooks/hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

deadline limit_of(int fd, int option) noexcept
{
    timeval limit{};
    socklen_t size = sizeof limit;
    if (::getsockopt(fd, SOL_SOCKET, option, &limit, &size) != 0 ||
        (limit.tv_sec == 0 && limit.tv_usec == 0))
    {
        return deadline(timeout());
    }
    return deadline(
        timeout(std::chrono::seconds(limit.tv_sec) + std::chrono::microseconds(limit.tv_usec)));
}

}  // namespace

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

bool patience::wait(short events) noexcept
{
    if (!has_asked_)
    {
        has_asked_ = true;
        if (!is_blocking(fd_))
        {
            count_call();
            errno = EAGAIN;
            return false;
        }
        end_ = limit_of(fd_, limit_option_);
    }
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
