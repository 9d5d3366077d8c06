// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "watched_process.hpp"

#include <quartet/errors.hpp>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <utility>

#include "../../detail/os_error.hpp"
#include "../../detail/pidfd.hpp"
#include "../../detail/subprocess/unreaped.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::direction;
using quartet::detail::unique_fd;

namespace {

/// How long a child that was killed may take to end, when the loop is closed, in milliseconds.
constexpr int patience = 1000;

}  // namespace

watched_process::watched_process(loop_core& loop, quartet::detail::own_process child) noexcept
    : counted_resident(loop)
    , child_(std::move(child))
    , end_(unique_fd(::fcntl(child_.pidfd(), F_DUPFD_CLOEXEC, 0)))
{}

void watched_process::begin() noexcept
{
    enter();
    looks_.schedule();
}

void watched_process::look()
{
    if (!loop().is_closed() && !code_)
    {
        code_ = child_.reap();
        if (code_)
        {
            ended();
        }
        else
        {
            try
            {
                end_.watch(direction::read, looks_);
            }
            catch (...)
            {
                loop().report({"Cannot wait for a child", std::current_exception(), {}});
                end_.close();
            }
        }
    }
}

std::optional<int> watched_process::returncode() noexcept
{
    if (!code_ && is_inside())
    {
        code_ = child_.reap();
        if (code_)
        {
            ended();
        }
    }
    return code_;
}

/// It is reaped.
void watched_process::ended() noexcept
{
    end_.close();
    leave();
    has_ended_.set();
    if (auto call = std::exchange(calls_at_end_, nullptr))
    {
        ref<handle_core>(new handle_core(loop(), std::move(call)))->call_soon();
    }
}

void watched_process::send_signal(int number)
{
    ref<process_core> const self(this);
    int const error = returncode() ? 0 : quartet::detail::signal_pidfd(child_.pidfd(), number);
    if (error != 0 && error != ESRCH)
    {
        quartet::detail::throw_os_error("signal " + std::to_string(number), error);
    }
}

void watched_process::abandon() noexcept
{
    if (!code_ && forks_ == quartet::detail::forks.load(std::memory_order_relaxed))
    {
        quartet::detail::signal_pidfd(child_.pidfd(), SIGKILL);
    }
}

void watched_process::loop_closed() noexcept
{
    abandon();
    pollfd end{child_.pidfd(), POLLIN, 0};
    if (!code_ && forks_ == quartet::detail::forks.load(std::memory_order_relaxed))
    {
        ::poll(&end, 1, patience);
        code_ = child_.reap();
        if (!code_)
        {
            quartet::detail::take_over(std::move(child_));
        }
    }
    end_.close();
    calls_at_end_ = nullptr;
}

}  // namespace quartet::asyncio::detail
