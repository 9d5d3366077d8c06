// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "write_quietly.hpp"

#include <cerrno>
#include <csignal>
#include <time.h>
#include <unistd.h>

namespace quartet::detail {

ssize_t write_quietly(int fd, std::string_view bytes) noexcept
{
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    bool const was_pending = ::sigismember(&pending, SIGPIPE) == 1;
    sigset_t before;
    ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
    ssize_t const result = ::write(fd, bytes.data(), bytes.size());
    int const error = errno;
    if (result < 0 && error == EPIPE && !was_pending)
    {
        timespec const at_once{};
        while (::sigtimedwait(&pipe, nullptr, &at_once) < 0 && errno == EINTR)
        {}
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return result;
}

}  // namespace quartet::detail
