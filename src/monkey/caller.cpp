// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "caller.hpp"

#include <quartet/errors.hpp>
#include <quartet/monkey/patch.hpp>

#include <cerrno>
#include <string>
#include <unistd.h>

namespace quartet::gevent::monkey {
namespace detail {

constinit std::atomic<std::uint32_t> patched_process{~0u};
constinit std::atomic<pid_t> patched_pid{0};

namespace {

constinit std::atomic<unsigned> calls_until_switch{100};
constinit thread_local unsigned calls = 0;  // since others ran

}  // namespace

bool is_vforked() noexcept
{
    return ::getpid() != patched_pid.load(std::memory_order_relaxed);
}

void let_others_run() noexcept
{
    calls = 0;
    event_loop& loop = *event_loop::here();
    if (fiber_agent* const self = fiber_agent::running())
    {
        loop.schedule(*self);
        self->leave(loop.now());
        return;
    }
    try
    {
        loop.run_round();
    }
    catch (...)
    {
        // A handler of Asio threw: the hub has dealt with it, or it is not for who calls from C.
    }
}

bool let_ready_others_run() noexcept
{
    if (fiber_agent::running() == nullptr || !event_loop::here()->has_ready())
    {
        return false;
    }
    let_others_run();
    return true;
}

void count_call() noexcept
{
    if (++calls >= calls_until_switch.load(std::memory_order_relaxed))
    {
        int const error = errno;
        let_others_run();
        errno = error;
    }
}

void reset_count() noexcept
{
    calls = 0;
}

bool sleep_until(agent& self, deadline const& end, char const* what) noexcept
{
    calls = 0;
    self.begin_wait(what);
    self.await_or_interruption(end);
    return !fail_if_interrupted(self);
}

bool fail_if_interrupted(agent& self) noexcept
{
    if (!self.is_interrupted())
    {
        return false;
    }
    self.keep_interruptions();
    errno = ECANCELED;
    return true;
}

}  // namespace detail

unsigned switch_interval() noexcept
{
    return detail::calls_until_switch.load(std::memory_order_relaxed);
}

void switch_interval(unsigned number)
{
    if (number == 0)
    {
        throw ValueError("switch_interval: calls is 0; it must be 1 or more");
    }
    detail::calls_until_switch.store(number, std::memory_order_relaxed);
}

}  // namespace quartet::gevent::monkey
