// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "stream.hpp"

#include <cerrno>
#include <climits>
#include <poll.h>
#include <pthread.h>
#include <stdio_ext.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patience.hpp"

namespace quartet::gevent::monkey::detail {

bool is_slow(int fd) noexcept
{
    int const error = errno;
    struct stat about;
    bool result = false;
    if (fd >= 0 && ::fstat(fd, &about) == 0)
    {
        mode_t const kind = about.st_mode & S_IFMT;
        constexpr mode_t events = 0;  // of eventfd, inotify ...
        result = kind == S_IFIFO || kind == S_IFSOCK || kind == events ||
                 (kind == S_IFCHR && ::isatty(fd) != 0);
    }
    errno = error;
    return result;
}

bool takes_now(int fd, std::size_t size) noexcept
{
    // What a pipe takes at once when it is ready; sockets and terminals take more.
    return size <= PIPE_BUF && is_ready(fd, POLLOUT);
}

bool stream::is_callers() const noexcept
{
    // glibc's, of which the declaration is private.
    struct lock_of_file
    {
        int word;
        int depth;
        void* owner;
    };
    auto const& its = *reinterpret_cast<lock_of_file const*>(file_->_lock);
    return __atomic_load_n(&its.owner, __ATOMIC_RELAXED) ==
           reinterpret_cast<void*>(::pthread_self());
}

bool stream::has_some() const noexcept
{
    if (!unread().empty())
    {
        return true;
    }
    if (::__fbufsize(file_) <= 1 || ::__flbf(file_) != 0)
    {
        return false;
    }
    has_asked_ = true;
    return is_ready(::fileno_unlocked(file_), POLLIN);
}

std::size_t stream::pending() const noexcept
{
    return ::__fpending(file_);
}

bool stream::takes(std::size_t size) const noexcept
{
    std::size_t const sum = pending() + size;
    return (sum < ::__fbufsize(file_) && ::__flbf(file_) == 0) || is_taken(sum);
}

bool stream::can_flush() const noexcept
{
    return pending() == 0 || is_taken(pending());
}

bool stream::is_taken(std::size_t size) const noexcept
{
    has_asked_ = true;
    return takes_now(::fileno_unlocked(file_), size);
}

}  // namespace quartet::gevent::monkey::detail
