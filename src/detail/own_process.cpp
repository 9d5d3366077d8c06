// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "own_process.hpp"

#include <quartet/detail/agent.hpp>

#include <cerrno>
#include <sys/wait.h>

#include "pidfd.hpp"

namespace quartet::detail {

std::optional<int> own_process::reap() noexcept
{
    if (!pidfd_)
    {
        return unknown_exit_;
    }
    if (!code_ && has_ended(pidfd_.get()))
    {
        // By its pidfd: if somebody reaped it, its number may be another child's. This may wait: for
        // a tracer, which is told first.
        agent::unpatched const blocking;
        siginfo_t info{};
        int result = -1;
        do
        {
            result = ::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED);
        } while (result != 0 && errno == EINTR);
        code_ = result != 0                  ? unknown_exit_
                : info.si_code == CLD_EXITED ? info.si_status
                                             : -info.si_status;
    }
    return code_;
}

}  // namespace quartet::detail
