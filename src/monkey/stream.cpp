// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "stream.hpp"

#include <climits>
#include <poll.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patience.hpp"

namespace quartet::gevent::monkey::detail {

bool is_slow(int fd) noexcept
{
    struct stat about;
    return fd >= 0 && ::fstat(fd, &about) == 0 &&
           (S_ISFIFO(about.st_mode) || S_ISSOCK(about.st_mode) ||
            (S_ISCHR(about.st_mode) && ::isatty(fd) != 0));
}

bool takes_now(int fd, std::size_t size) noexcept
{
    // What a pipe takes at once when it is ready; sockets and terminals take more.
    return size <= PIPE_BUF && is_ready(fd, POLLOUT);
}

std::size_t stream::pending() const noexcept
{
    return ::__fpending(file_);
}

bool stream::takes(std::size_t size) const noexcept
{
    std::size_t const sum = pending() + size;
    return (sum < ::__fbufsize(file_) && ::__flbf(file_) == 0) ||
           takes_now(::fileno_unlocked(file_), sum);
}

bool stream::can_flush() const noexcept
{
    return pending() == 0 || takes_now(::fileno_unlocked(file_), pending());
}

bool stream::is_locked_before() const noexcept
{
    // glibc's, of which the declaration is private.
    struct lock_of_file
    {
        int word;
        int depth;
        void* owner;
    };
    return reinterpret_cast<lock_of_file const*>(file_->_lock)->depth > 1;
}

}  // namespace quartet::gevent::monkey::detail
