// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_POSIX_SPAWN_LAUNCHER_HPP
#define QUARTET_SRC_MULTIPROCESSING_POSIX_SPAWN_LAUNCHER_HPP

#include <quartet/detail/unique_fd.hpp>

#include "../detail/os_error.hpp"
#include "../detail/pidfd.hpp"

// clang-format off: Process v2 1.81 with std::filesystem forgets the first two.
#include <boost/optional.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/type_traits/decay.hpp>
// clang-format on

#include <fcntl.h>
#include <filesystem>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

namespace quartet::multiprocessing::detail {

/// A launcher for Boost.Process v2 that stands on posix_spawn.
/**
 * Of Boost 1.81's own launchers the default one forks, which takes 37 ms for a parent of 1 GiB,
 * and vfork_launcher calls notify_fork(fork_child) in the child while that still shares the
 * parent's memory, which breaks the parent's io_context.
 *
 * The child has standard output and error, /dev/null as its input, `handed` as descriptor `handed_as` and
 * nothing else open, and no signal blocked.
 */
struct posix_spawn_launcher
{
    int handed = -1;
    int handed_as = -1;
    char* const* environment = nullptr;

    template <class Executor>
    boost::process::v2::basic_process<Executor>
    operator()(Executor executor, std::filesystem::path const& program, char* const* argv) const
    {
        pid_t const pid = spawn(program.c_str(), argv);
        try
        {
            auto pidfd = quartet::detail::open_pidfd(pid);
            boost::process::v2::basic_process<Executor> process(
                std::move(executor), pid, pidfd.get());
            pidfd.release();
            return process;
        }
        catch (...)
        {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
            throw;
        }
    }

private:
    pid_t spawn(char const* program, char* const* argv) const
    {
        // Each of these allocates, and so may fail; they are freed in any case.
        struct actions
        {
            posix_spawn_file_actions_t files;
            posix_spawnattr_t attributes;
            actions()
            {
                ::posix_spawn_file_actions_init(&files);
                ::posix_spawnattr_init(&attributes);
            }
            ~actions()
            {
                ::posix_spawn_file_actions_destroy(&files);
                ::posix_spawnattr_destroy(&attributes);
            }
        } with;
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setflags(&with.attributes, POSIX_SPAWN_SETSIGMASK);
        ::posix_spawnattr_setsigmask(&with.attributes, &none);
        int error = ::posix_spawn_file_actions_adddup2(&with.files, handed, handed_as);
        error = error != 0
                    ? error
                    : ::posix_spawn_file_actions_addopen(&with.files, 0, "/dev/null", O_RDONLY, 0);
        error = error != 0 ? error
                           : ::posix_spawn_file_actions_addclosefrom_np(&with.files, handed_as + 1);
        pid_t pid = -1;
        error =
            error != 0
                ? error
                : ::posix_spawn(&pid, program, &with.files, &with.attributes, argv, environment);
        if (error != 0)
        {
            quartet::detail::throw_os_error("starting a process", error);
        }
        return pid;
    }
};

}  // namespace quartet::multiprocessing::detail

#endif
