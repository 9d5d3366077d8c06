// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_KILLED_MIDWAY_HPP
#define QUARTET_TEST_SUPPORT_KILLED_MIDWAY_HPP

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "send_signal.hpp"

namespace quartet_test {

/// The memory that this process shares through /dev/shm, to see when it changes.
class shared_contents
{
public:
    shared_contents()
    {
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);)
        {
            if (line.find("/dev/shm/") != std::string::npos)
            {
                std::istringstream fields(line);
                std::uintptr_t first = 0;
                std::uintptr_t last = 0;
                char dash = 0;
                fields >> std::hex >> first >> dash >> last;
                parts_.push_back({reinterpret_cast<char const*>(first), last - first, {}});
            }
        }
        changed();
    }

    /// Whether something changed since the last call.
    bool changed()
    {
        bool result = false;
        for (part& each : parts_)
        {
            std::string_view const now(each.data, each.size);
            if (each.seen != now)
            {
                each.seen = now;
                result = true;
            }
        }
        return result;
    }

private:
    struct part
    {
        char const* data;
        std::size_t size;
        std::string seen;
    };
    std::vector<part> parts_;
};

enum class victim
{
    killed,
    finished,
    not_traceable  // where ptrace is forbidden
};

/// Runs `operation` in a forked child, one instruction at a time, and kills the child right after
/// its `store`th store into shared memory; store 0 is before the first.
inline victim kill_after_store(
    int store, std::function<void()> const& approach, std::function<void()> const& operation)
{
    shared_contents contents;
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0)
        {
            ::_exit(2);
        }
        approach();
        ::raise(SIGSTOP);
        operation();
        ::_exit(0);
    }
    auto const wait = [pid] {
        int status = 0;
        while (::waitpid(pid, &status, 0) < 0 && errno == EINTR)
        {}
        return status;
    };
    int status = wait();
    contents.changed();
    for (int seen = 0; WIFSTOPPED(status); seen += contents.changed())
    {
        if (seen == store)
        {
            quartet_test::send_signal(pid, SIGKILL);
            wait();
            return victim::killed;
        }
        ::ptrace(PTRACE_SINGLESTEP, pid, nullptr, nullptr);
        status = wait();
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 2 ? victim::not_traceable : victim::finished;
}

/// For each store that the operation does: prepares anew, kills a process there, calls `check`.
/**
 * @param prepare makes a pointer to an object with a member operation(), and perhaps approach(),
 * which is done at full speed before.
 * @return how many processes were killed; 0 where ptrace is forbidden.
 */
template <class Prepare, class Check>
int kill_after_each_store(Prepare prepare, Check check)
{
    for (int store = 0;; ++store)
    {
        auto object = prepare();
        auto const approach = [&] {
            static_cast<void>(object);
            if constexpr (requires { object->approach(); })
            {
                object->approach();
            }
        };
        if (kill_after_store(store, approach, [&object] { object->operation(); }) != victim::killed)
        {
            return store;
        }
        check(*object);
    }
}

}  // namespace quartet_test

#endif
