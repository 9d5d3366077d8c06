// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_KILLED_MIDWAY_HPP
#define QUARTET_TEST_SUPPORT_KILLED_MIDWAY_HPP

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include <vector>

#include "send_signal.hpp"

namespace quartet_test {

/// Kills or stops this process where it is about to do one store too many into memory that it
/// shares through /dev/shm. After a stop it goes on at full speed.
/**
 * That memory is made read-only, so that each store faults. The handler lets it through, and has
 * the processor trap after that one instruction, where the memory becomes read-only again. Far
 * faster than to step through all instructions from outside.
 */
class store_limit
{
public:
    static void start(int limit, int signal)
    {
        left_ = limit;
        signal_ = signal;
        parts_ = shared_parts();
        handle(SIGSEGV, on_fault);
        handle(SIGTRAP, on_trap);
        protect(PROT_READ);
    }

    /// After the last store.
    static void end()
    {
        protect(PROT_READ | PROT_WRITE);
        if (left_ == 0)
        {
            send();
        }
    }

private:
    struct part
    {
        std::uintptr_t first;
        std::uintptr_t last;
    };

    static std::vector<part> shared_parts()
    {
        std::vector<part> result;
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);)
        {
            if (line.find("/dev/shm/") != std::string::npos &&
                line.find(" rw") != std::string::npos)
            {
                std::istringstream fields(line);
                part found{};
                char dash = 0;
                fields >> std::hex >> found.first >> dash >> found.last;
                result.push_back(found);
            }
        }
        return result;
    }

    static void handle(int signal, void (*handler)(int, siginfo_t*, void*))
    {
        struct sigaction action = {};
        action.sa_flags = SA_SIGINFO;
        action.sa_sigaction = handler;
        ::sigaction(signal, &action, nullptr);
    }

    static void protect(int how)
    {
        for (part const& each : parts_)
        {
            ::mprotect(reinterpret_cast<void*>(each.first), each.last - each.first, how);
        }
    }

    static void on_fault(int, siginfo_t* info, void* context)
    {
        auto const address = reinterpret_cast<std::uintptr_t>(info->si_addr);
        for (part const& each : parts_)
        {
            if (each.first <= address && address < each.last)
            {
                protect(PROT_READ | PROT_WRITE);
                if (left_ == 0)
                {
                    send();
                    return;
                }
                set_trap(context, true);
                return;
            }
        }
        ::signal(SIGSEGV, SIG_DFL);  // a true one
    }

    static void send()
    {
        left_ = -1;
        ::kill(::getpid(), signal_);
    }

    static void on_trap(int, siginfo_t*, void* context)
    {
        --left_;
        protect(PROT_READ);
        set_trap(context, false);
    }

    static void set_trap(void* context, bool on)
    {
        constexpr greg_t trap_flag = 0x100;
        greg_t& flags = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL];
        flags = on ? flags | trap_flag : flags & ~trap_flag;
    }

    static inline std::vector<part> parts_;
    static inline int left_ = 0;
    static inline int signal_ = SIGKILL;
};

/// A forked child that runs `operation` and exits with what it returns. It gets the signal right
/// after its `store`th store into shared memory; store 0 is before the first.
inline pid_t fork_with_limit(
    int store,
    int signal,
    std::function<void()> const& approach,
    std::function<int()> const& operation)
{
    pid_t const pid = ::fork();
    if (pid == 0)
    {
        approach();
        store_limit::start(store, signal);
        int const code = operation();
        store_limit::end();
        ::_exit(code);
    }
    return pid;
}

/// What became of a child that has ended or, with WUNTRACED, stopped.
inline int status_of(pid_t pid, int options = 0)
{
    int status = 0;
    while (::waitpid(pid, &status, options) < 0 && errno == EINTR)
    {}
    return status;
}

/// Kills a process right after its `store`th store.
/// @return whether it was killed, and did not end before.
inline bool kill_after_store(
    int store, std::function<void()> const& approach, std::function<void()> const& operation)
{
    int const status = status_of(fork_with_limit(store, SIGKILL, approach, [&operation] {
        operation();
        return 0;
    }));
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

/// A process that is stopped right after its `store`th store, unless it has ended before.
class stopped_midway
{
public:
    stopped_midway(
        int store, std::function<void()> const& approach, std::function<int()> const& operation)
        : pid_(fork_with_limit(store, SIGSTOP, approach, operation))
        , status_(status_of(pid_, WUNTRACED))
    {}
    ~stopped_midway()
    {
        if (is_stopped())
        {
            send_signal(pid_, SIGKILL);
            status_of(pid_);
        }
    }
    stopped_midway(stopped_midway const&) = delete;
    stopped_midway& operator=(stopped_midway const&) = delete;

    bool is_stopped() const { return WIFSTOPPED(status_); }

    void go_on() { send_signal(pid_, SIGCONT); }

    /// What the operation returned; minus 1 if it was killed.
    int wait()
    {
        if (is_stopped())
        {
            status_ = status_of(pid_);
        }
        return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
    }

private:
    pid_t pid_;
    int status_;
};

/// For each store that the operation does: prepares anew, kills a process there, calls `check`.
/**
 * @param prepare makes a pointer to an object with a member operation(), and perhaps approach(),
 * which is done at full speed before.
 */
template <class Prepare, class Check>
void kill_after_each_store(Prepare prepare, Check check)
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
        if (!kill_after_store(store, approach, [&object] { object->operation(); }))
        {
            BOOST_TEST(store > 1);  // it does store something
            return;
        }
        check(*object);
    }
}

}  // namespace quartet_test

#endif
