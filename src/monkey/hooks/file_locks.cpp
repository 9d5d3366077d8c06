// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// flock, lockf, and fcntl with F_SETLKW or F_OFD_SETLKW: the kernel tells nobody when a lock of a file is
// free, so a greenlet tries again, after some milliseconds. In another thread it would be locked for a
// caller that was killed meanwhile.
#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "../caller.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

using control_function = int(int, int, ...);

constinit original libc_flock("flock", ::flock);
constinit original libc_lockf("lockf", ::lockf);
constinit original libc_lockf64("lockf64", ::lockf64);
constinit original<control_function> libc_fcntl("fcntl");
constinit original<control_function> libc_fcntl64("fcntl64");
constinit original<control_function> libc_fcntl_alias("__fcntl");

/// @param attempt fails with EAGAIN or EACCES while it is locked by others.
template <class Attempt>
int lock_at_last(agent& self, char const* what, Attempt attempt) noexcept
{
    using namespace std::chrono_literals;
    int const before = errno;
    for (auto pause = 1ms;; pause = std::min(2 * pause, 20ms))
    {
        int const result = attempt();
        if (result == 0 || (errno != EAGAIN && errno != EACCES))
        {
            return result;
        }
        if (!sleep_until(self, deadline(timeout(pause)), what))
        {
            return -1;
        }
        errno = before;
    }
}

int cooperative_flock(int fd, int operation) noexcept
{
    agent* const self = cooperative_caller();
    bool const waits = (operation & LOCK_NB) == 0 && (operation & LOCK_UN) == 0;
    if (self == nullptr || !waits)
    {
        return libc_flock(fd, operation);
    }
    return lock_at_last(*self, "flock", [=] { return libc_flock(fd, operation | LOCK_NB); });
}

template <auto& of, class Offset>
int lock_section(int fd, int command, Offset size)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || command != F_LOCK)
    {
        return of(fd, command, size);
    }
    return lock_at_last(*self, "lockf", [=] { return of(fd, F_TLOCK, size); });
}

int control(int fd, int command, void* argument)
{
    agent* const self =
        command == F_SETLKW || command == F_OFD_SETLKW ? cooperative_caller() : nullptr;
    if (self == nullptr)
    {
        return libc_fcntl(fd, command, argument);
    }
    int const attempt = command == F_SETLKW ? F_SETLK : F_OFD_SETLK;
    return lock_at_last(*self, "fcntl", [=] { return libc_fcntl(fd, attempt, argument); });
}

int cooperative_fcntl(int fd, int command, ...)
{
    // As fcntl() itself takes it, whatever it is.
    va_list all;
    va_start(all, command);
    void* const argument = va_arg(all, void*);
    va_end(all);
    return control(fd, command, argument);
}

}  // namespace

hooks file_locks_hooks()
{
    static std::array const all{
        hook(libc_flock, cooperative_flock, in_thread),
        hook(libc_lockf, lock_section<libc_lockf, off_t>, in_thread),
        hook(libc_lockf64, lock_section<libc_lockf64, off64_t>, in_thread),
        hook(libc_fcntl, cooperative_fcntl, in_thread),
        hook(libc_fcntl64, cooperative_fcntl, in_thread),
        hook(libc_fcntl_alias, cooperative_fcntl, in_thread),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
