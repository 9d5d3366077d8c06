// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// wait, waitpid, wait3, wait4, waitid: by descriptors of the processes, so that nobody's child is reaped
// for a greenlet that was killed meanwhile. system, in another thread.
#include <quartet/detail/unique_fd.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "../offload.hpp"
#include "../patience.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

using quartet::detail::unique_fd;

constinit original libc_wait("wait", ::wait);
constinit original libc_wait_alias("__wait", ::wait);
constinit original libc_waitpid("waitpid", ::waitpid);
constinit original libc_waitpid_alias("__waitpid", ::waitpid);
constinit original libc_wait3("wait3", ::wait3);
constinit original libc_wait4("wait4", ::wait4);
constinit original libc_waitid("waitid", ::waitid);
constinit original libc_system("system", ::system);

/// Those that there are now.
std::vector<pid_t> children()
{
    std::vector<pid_t> all;
    for (auto const& thread : std::filesystem::directory_iterator("/proc/self/task"))
    {
        std::ifstream file(thread.path() / "children");
        for (pid_t each; file >> each;)
        {
            all.push_back(each);
        }
    }
    return all;
}

/// Becomes readable when the process ends.
unique_fd descriptor_of(pid_t which) noexcept
{
    return unique_fd(int(::syscall(SYS_pidfd_open, which, 0)));
}

/// Who waits, if others can run meanwhile. Not the child of a vfork: its parent's greenlets would run in it.
agent* waiting_caller() noexcept
{
    agent* const self = cooperative_caller();
    return self != nullptr && !is_vforked() ? self : nullptr;
}

/// How a wait for children waits.
class vigil
{
public:
    /// @param kind,which as of waitid(). @param is_for_end and not also for a stop.
    vigil(agent& self, idtype_t kind, id_t which, bool is_for_end, char const* what) noexcept
        : self_(self)
        , kind_(kind)
        , which_(which)
        , is_for_end_(is_for_end)
        , what_(what)
    {}

    /// Until there may be something. @return false with errno of the failure, ECANCELED if the caller is
    /// interrupted.
    bool wait() noexcept
    {
        try
        {
            return wait_for_descriptors();
        }
        catch (std::exception const&)
        {
            return sleep_until(self_, deadline(timeout(look_again)), what_);
        }
    }

private:
    // There may be children by then that there are not now, or one that was stopped.
    static constexpr std::chrono::milliseconds look_again{20};

    bool wait_for_descriptors()
    {
        std::vector<unique_fd> open;
        std::vector<pollfd> all;
        bool is_news = false;
        if (kind_ == P_PIDFD)
        {
            all.push_back({int(which_), POLLIN, 0});
        }
        else
        {
            for (pid_t const each : kind_ == P_PID ? std::vector{pid_t(which_)} : children())
            {
                unique_fd its = descriptor_of(each);
                if (is_ready(its.get(), POLLIN))
                {
                    // If it is still there the next time, it is not what is waited for.
                    is_news |= ended_.insert(each).second;
                    continue;
                }
                all.push_back({its.get(), POLLIN, 0});
                open.push_back(std::move(its));
            }
        }
        if (is_news)
        {
            return true;
        }
        bool const is_one = kind_ == P_PID || kind_ == P_PIDFD;
        bool const is_all = is_one && is_for_end_ && !all.empty() && all[0].fd >= 0;
        deadline const end(is_all ? timeout() : timeout(look_again));
        return wait_until_ready(self_, all, end, what_) != outcome::failed;
    }

    agent& self_;
    idtype_t const kind_;
    id_t const which_;
    bool const is_for_end_;
    char const* const what_;
    std::set<pid_t> ended_;
};

pid_t wait_for(pid_t which, int* status, int options, rusage* usage, char const* what)
{
    agent* const self = waiting_caller();
    if (self == nullptr)
    {
        return libc_wait4(which, status, options, usage);
    }
    bool const is_for_end = (options & (WUNTRACED | WCONTINUED)) == 0;
    vigil until(*self, which > 0 ? P_PID : P_ALL, id_t(std::max(which, 0)), is_for_end, what);
    int const error = errno;
    for (;;)
    {
        pid_t const found = libc_wait4(which, status, options | WNOHANG, usage);
        if (found != 0 || (options & WNOHANG) != 0)
        {
            count_call();
            return found;
        }
        if (!until.wait())
        {
            return -1;
        }
        errno = error;
    }
}

pid_t cooperative_wait(int* status)
{
    return wait_for(-1, status, 0, nullptr, "wait");
}

pid_t cooperative_waitpid(pid_t which, int* status, int options)
{
    return wait_for(which, status, options, nullptr, "waitpid");
}

pid_t cooperative_wait3(int* status, int options, rusage* usage) noexcept
{
    return wait_for(-1, status, options, usage, "wait3");
}

pid_t cooperative_wait4(pid_t which, int* status, int options, rusage* usage) noexcept
{
    return wait_for(which, status, options, usage, "wait4");
}

int cooperative_waitid(idtype_t kind, id_t which, siginfo_t* about, int options)
{
    agent* const self = waiting_caller();
    if (self == nullptr)
    {
        return libc_waitid(kind, which, about, options);
    }
    // A descriptor of a process may be non-blocking, too.
    if ((options & WNOHANG) != 0 || (kind == P_PIDFD && !is_blocking(int(which))))
    {
        count_call();
        return libc_waitid(kind, which, about, options);
    }
    vigil until(*self, kind, which, (options & (WSTOPPED | WCONTINUED)) == 0, "waitid");
    int const error = errno;
    for (;;)
    {
        siginfo_t found{};
        if (libc_waitid(kind, which, &found, options | WNOHANG) != 0)
        {
            return -1;
        }
        if (found.si_pid != 0)
        {
            if (about != nullptr)
            {
                *about = found;
            }
            count_call();
            return 0;
        }
        if (!until.wait())
        {
            return -1;
        }
        errno = error;
    }
}

int cooperative_system(char const* command)
{
    if (command == nullptr || waiting_caller() == nullptr)
    {
        return libc_system(command);
    }
    // Its child blocks the signals that the thread blocks.
    sigset_t mask;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    return offload([&] {
        sigset_t before;
        ::pthread_sigmask(SIG_SETMASK, &mask, &before);
        int const result = libc_system(command);
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        return result;
    });
}

}  // namespace

hooks processes_hooks()
{
    static std::array const all{
        hook(libc_wait, cooperative_wait, in_subprocess | in_os),
        hook(libc_wait_alias, cooperative_wait, in_subprocess | in_os),
        hook(libc_waitpid, cooperative_waitpid, in_subprocess | in_os),
        hook(libc_waitpid_alias, cooperative_waitpid, in_subprocess | in_os),
        hook(libc_wait3, cooperative_wait3, in_subprocess | in_os),
        hook(libc_wait4, cooperative_wait4, in_subprocess | in_os),
        hook(libc_waitid, cooperative_waitid, in_subprocess | in_os),
        hook(libc_system, cooperative_system, in_subprocess),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
