// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "pidfd.hpp"

#include <cerrno>
#include <poll.h>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "os_error.hpp"

namespace quartet::detail {

// glibc 2.36 has pidfd_open and pidfd_send_signal, but declares them apart from <csignal>.
unique_fd open_pidfd(pid_t pid)
{
    unique_fd fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!fd)
    {
        throw_os_error("process " + std::to_string(pid));
    }
    return fd;
}

int signal_pidfd(int pidfd, int signal) noexcept
{
    return ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0 ? 0 : errno;
}

bool has_ended(int pidfd) noexcept
{
    pollfd entry{pidfd, POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

int to_exitcode(int wait_status) noexcept
{
    return WIFSIGNALED(wait_status) ? -WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

}  // namespace quartet::detail
