// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "write_quietly.hpp"

#include <cerrno>
#include <csignal>
#include <sys/sendfile.h>
#include <time.h>
#include <unistd.h>

namespace quartet::detail {

namespace {

template <class Call>
ssize_t quietly(Call call) noexcept
{
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    bool const was_pending = ::sigismember(&pending, SIGPIPE) == 1;
    sigset_t before;
    ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
    ssize_t const result = call();
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

}  // namespace

ssize_t write_quietly(int fd, std::string_view bytes) noexcept
{
    return quietly([&] { return ::write(fd, bytes.data(), bytes.size()); });
}

ssize_t sendfile_quietly(int fd, int file, std::uint64_t offset, std::size_t most) noexcept
{
    auto from = static_cast<off_t>(offset);
    return quietly([&] { return ::sendfile(fd, file, &from, most); });
}

}  // namespace quartet::detail
