// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "forkserver.hpp"

#include <cstdlib>
#include <cstring>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <vector>

#include "../detail/descriptor_channel.hpp"
#include "../detail/pidfd.hpp"
#include "lifeline.hpp"
#include "process_state.hpp"

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::unique_fd;

struct served
{
    pid_t pid;
    unique_fd pidfd;
    unique_fd status;
};

/// Tells the client; it may be gone.
void tell(unique_fd const& status, std::string_view text, std::vector<unique_fd> const& descriptors)
{
    try
    {
        quartet::detail::send_message(status.get(), text, descriptors);
    }
    catch (OSError const&)
    {}
}

void report_end(served const& child)
{
    int status = 0;
    ::waitpid(child.pid, &status, 0);
    char bytes[sizeof status];
    std::memcpy(bytes, &status, sizeof status);
    tell(child.status, {bytes, sizeof bytes}, {});
}

/// What the server changes, and its children have as the program had it.
struct signals
{
    sigset_t mask{};
    struct sigaction child
    {};
};

/// In the child: forgets the server, and runs what comes over the socket.
[[noreturn]] void live(unique_fd socket, signals const& inherited)
{
    ::sigaction(SIGCHLD, &inherited.child, nullptr);
    ::pthread_sigmask(SIG_SETMASK, &inherited.mask, nullptr);
    leave_at_exit();
    std::exit(run_departure(socket.release()));
}

class fork_server
{
public:
    fork_server(unique_fd control, int parent)
        : control_(std::move(control))
        , parent_(parent)
    {}

    /// Serves until its client or its parent is gone.
    void run()
    {
        // Ctrl-C is for the program; the server goes with it. Not ignored, or a child would miss
        // the signals that come before it knows better.
        sigset_t interrupt;
        ::sigemptyset(&interrupt);
        ::sigaddset(&interrupt, SIGINT);
        ::pthread_sigmask(SIG_BLOCK, &interrupt, &inherited_.mask);
        struct sigaction action
        {};
        action.sa_handler = SIG_DFL;  // ignored, it would keep the exit codes from the server
        ::sigaction(SIGCHLD, &action, &inherited_.child);
        while (serve_once())
        {}
    }

private:
    bool serve_once()
    {
        std::vector<pollfd> watched{{control_.get(), POLLIN, 0}, {parent_, POLLIN, 0}};
        for (served const& child : children_)
        {
            watched.push_back({child.pidfd.get(), POLLIN, 0});
        }
        if (::poll(watched.data(), watched.size(), -1) < 0)
        {
            return errno == EINTR;
        }
        for (std::size_t i = children_.size(); i-- > 0;)
        {
            if (watched[i + 2].revents != 0)
            {
                report_end(children_[i]);
                children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        if (watched[1].revents != 0)
        {
            end_orphan();
        }
        return watched[0].revents == 0 || answer();
    }

    bool answer()
    {
        std::string request;
        std::vector<unique_fd> handed;
        if (!quartet::detail::receive_message(control_.get(), request, handed) ||
            handed.size() != 2)
        {
            return false;
        }
        served child{-1, {}, std::move(handed[1])};
        child.pid = ::fork();
        if (child.pid == 0)
        {
            control_.reset();
            children_.clear();
            child.status.reset();
            live(std::move(handed[0]), inherited_);
        }
        if (child.pid < 0)
        {
            tell(child.status, std::strerror(errno), {});
            return true;
        }
        // It is our child and not reaped, so its pid is its own.
        std::vector<unique_fd> pidfd;
        pidfd.push_back(quartet::detail::open_pidfd(child.pid));
        tell(child.status, std::to_string(child.pid), pidfd);
        child.pidfd = std::move(pidfd.front());
        children_.push_back(std::move(child));
        return true;
    }

    unique_fd control_;
    int parent_;
    signals inherited_;
    std::vector<served> children_;
};

}  // namespace

void serve_forks(std::streambuf&)
{
    auto& handed = quartet::detail::cargo::current().descriptors;
    fork_server server(std::move(handed.front()), parent_state()->pidfd.get());
    server.run();
}

}  // namespace quartet::multiprocessing::detail
