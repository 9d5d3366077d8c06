// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <sys/wait.h>

#include "../detail/exit_hooks.hpp"
#include "../detail/os_error.hpp"
#include "../detail/pidfd.hpp"
#include "../detail/shared_segment.hpp"
#include "context_state.hpp"
#include "departure.hpp"
#include "own_child.hpp"
#include "process_state.hpp"

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::unique_fd;

/// The child's life. It never returns into the copy of its parent's stack.
[[noreturn]] void live(departure const& leaving, unique_fd parent_pidfd, unique_fd held)
{
    // The parent writes when it has our pidfd: until then we must not end, because where SIGCHLD
    // is ignored our pid would be free for others at once. If it was killed, begin_child sees it.
    char go = 0;
    static_cast<void>(!::read(held.get(), &go, 1));
    held.reset();
    leave_at_exit();
    if (int const null = ::open("/dev/null", O_RDONLY | O_CLOEXEC); null >= 0)
    {
        ::dup2(null, STDIN_FILENO);
        ::close(null);
    }
    int code = EXIT_FAILURE;
    try
    {
        begin_child(leaving.certificate, std::move(parent_pidfd));
        code = run_target(leaving.run_here);
    }
    catch (std::exception const& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
    }
    std::exit(code);
}

/// Forks while nobody else holds one of our locks.
pid_t fork_whole()
{
    quartet::detail::before_fork_segments();
    pid_t pid;
    int error;
    {
        std::scoped_lock const held_in_neither(
            fork_server_mutex(), children_mutex(), context_mutex(), selves_mutex());
        pid = ::fork();
        error = errno;
    }
    if (pid == 0)
    {
        quartet::detail::forget_exit_stages();
        quartet::detail::after_fork_segments_in_child();
    }
    else
    {
        quartet::detail::after_fork_segments_in_parent();
    }
    errno = error;
    return pid;
}

/// A child's pidfd. Without one nobody could wait for the child, so then it ends.
unique_fd watch(pid_t pid)
{
    try
    {
        return quartet::detail::open_pidfd(pid);
    }
    catch (OSError const&)
    {
        quartet::detail::agent::unpatched const blocking;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        throw;
    }
}

}  // namespace

std::unique_ptr<child> launch_by_fork(departure& leaving)
{
    unique_fd parent_pidfd(::fcntl(own_pidfd(), F_DUPFD_CLOEXEC, 0));
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
    {
        quartet::detail::throw_os_error("pipe");
    }
    unique_fd held(ends[0]);
    unique_fd let_go(ends[1]);
    // What is buffered now would be written twice.
    std::cout.flush();
    std::fflush(nullptr);

    pid_t const pid = fork_whole();
    if (pid == 0)
    {
        let_go.reset();
        live(leaving, std::move(parent_pidfd), std::move(held));
    }
    if (pid < 0)
    {
        quartet::detail::throw_os_error("fork");
    }
    auto child = std::make_unique<own_child>(
        quartet::detail::own_process(pid, watch(pid), own_child::unknown_exit));
    // Closing would not do: what another thread forks meanwhile has a copy.
    static_cast<void>(!::write(let_go.get(), "", 1));
    return child;
}

}  // namespace quartet::multiprocessing::detail
