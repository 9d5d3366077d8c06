// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// A second process for the tests of what mp::Process itself stands on.

#ifndef QUARTET_TEST_SUPPORT_FORKED_PEER_HPP
#define QUARTET_TEST_SUPPORT_FORKED_PEER_HPP

#include <cerrno>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iterator>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "send_signal.hpp"

namespace quartet_test {

/// A forked child that runs a function: exit code 0 when it returned true, else 1.
class forked_peer
{
public:
    template <class Body>
    explicit forked_peer(Body body)
        : pid_(::fork())
    {
        if (pid_ == 0)
        {
            bool good = false;
            try
            {
                good = body();
            }
            catch (...)
            {}
            ::_exit(good ? 0 : 1);
        }
    }

    forked_peer(forked_peer&& other) noexcept
        : pid_(std::exchange(other.pid_, -1))
    {}

    ~forked_peer()
    {
        if (pid_ > 0)
        {
            kill();
            wait();
        }
    }

    pid_t pid() const { return pid_; }

    void kill() { quartet_test::send_signal(pid_, SIGKILL); }

    /// The exit code, or minus the number of the signal.
    int wait()
    {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR)
        {}
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    pid_t pid_;
};

/// How many descriptors this process has.
inline std::ptrdiff_t count_descriptors()
{
    auto const all = std::filesystem::directory_iterator("/proc/self/fd");
    return std::distance(begin(all), end(all));
}

}  // namespace quartet_test

#endif
