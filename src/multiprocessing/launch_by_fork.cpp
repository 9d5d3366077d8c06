// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../detail/exit_hooks.hpp"
#include "../detail/os_error.hpp"
#include "../detail/pidfd.hpp"
#include "../detail/shared_segment.hpp"
#include "departure.hpp"
#include "process_state.hpp"

#include <cstdio>
#include <iostream>

#include <fcntl.h>
#include <sys/wait.h>

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::unique_fd;

class forked_child final : public child
{
public:
    forked_child(pid_t pid) : child(pid), sentinel_(quartet::detail::open_pidfd(pid)) {}

    int sentinel() const noexcept override { return sentinel_.get(); }

    std::optional<int> reap() override
    {
        if (!code_ && quartet::detail::has_ended(sentinel_.get()))
        {
            int status = 0;
            bool const reaped = ::waitpid(pid(), &status, WNOHANG) == pid();
            code_ = reaped ? quartet::detail::to_exitcode(status) : 255;
        }
        return code_;
    }

private:
    unique_fd sentinel_;
    std::optional<int> code_;
};

/// The child's life. It never returns into the copy of its parent's stack.
[[noreturn]] void live(departure const& leaving, unique_fd parent_pidfd, unique_fd held)
{
    // The parent writes when it has our pidfd: until then we must not end, because where SIGCHLD
    // is ignored our pid would be free for others at once.
    char go = 0;
    static_cast<void>(!::read(held.get(), &go, 1));
    held.reset();
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
        quartet::detail::run_exit_stages();
        std::cout.flush();
    }
    catch (std::exception const& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
    }
    std::fflush(nullptr);
    // Not exit(): the parent's static objects and atexit handlers are the parent's.
    ::_exit(code);
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

    quartet::detail::before_fork_segments();
    before_fork_children();
    pid_t const pid = ::fork();
    int const error = errno;
    after_fork_children(pid == 0);
    if (pid == 0)
    {
        quartet::detail::forget_exit_stages();
        quartet::detail::after_fork_segments_in_child();
        let_go.reset();
        live(leaving, std::move(parent_pidfd), std::move(held));
    }
    quartet::detail::after_fork_segments_in_parent();
    if (pid < 0)
    {
        quartet::detail::throw_os_error("fork", error);
    }
    return std::make_unique<forked_child>(pid);  // and closes `let_go`
}

}  // namespace quartet::multiprocessing::detail
