// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_POSIX_SPAWN_LAUNCHER_HPP
#define QUARTET_SRC_DETAIL_POSIX_SPAWN_LAUNCHER_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/unique_fd.hpp>

// clang-format off: Process v2 1.81 with std::filesystem forgets the first two.
#include <boost/optional.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/type_traits/decay.hpp>
// clang-format on

#include <fcntl.h>
#include <filesystem>
#include <signal.h>
#include <sys/wait.h>
#include <utility>

#include "os_error.hpp"
#include "pidfd.hpp"
#include "spawn_process.hpp"

namespace quartet::detail {

/// A launcher for Boost.Process v2 that stands on posix_spawn.
/**
 * Of Boost 1.81's own launchers the default one forks, which takes 37 ms for a parent of 1 GiB,
 * and vfork_launcher calls notify_fork(fork_child) in the child while that still shares the
 * parent's memory, which breaks the parent's io_context.
 */
struct posix_spawn_launcher
{
    spawn_settings const& settings;

    // Of the child, once there is one.
    pid_t& pid;
    unique_fd& pidfd;

    template <class Executor>
    boost::process::v2::basic_process<Executor>
    operator()(Executor executor, std::filesystem::path const& program, char* const* argv) const
    {
        pid = posix_spawn(settings, program.c_str(), argv);
        try
        {
            pidfd = open_pidfd(pid);
            unique_fd its(::fcntl(pidfd.get(), F_DUPFD_CLOEXEC, 0));
            if (!its)
            {
                throw_os_error("starting a process");
            }
            boost::process::v2::basic_process<Executor> process(
                std::move(executor), pid, its.get());
            its.release();
            return process;
        }
        catch (...)
        {
            agent::unpatched const blocking;
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
            throw;
        }
    }
};

}  // namespace quartet::detail

#endif
