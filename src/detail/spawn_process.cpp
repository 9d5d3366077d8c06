// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "spawn_process.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <fcntl.h>
#include <memory>
#include <pthread.h>

#include "os_error.hpp"
#include "posix_spawn_launcher.hpp"

namespace quartet::detail {
namespace {

using executor = boost::asio::io_context::executor_type;

constinit std::atomic<boost::asio::io_context*> context = nullptr;

// What a forked child has is its parent's, perhaps with a mutex that is locked for ever.
[[maybe_unused]] int const forgets_at_fork =
    ::pthread_atfork(nullptr, nullptr, [] { context = nullptr; });

/// Boost.Process asks for an executor. Nothing runs on this one, because all waiting is done on
/// the child's pidfd.
executor process_executor()
{
    boost::asio::io_context* there = context;
    if (there == nullptr)
    {
        auto made = std::make_unique<boost::asio::io_context>(1);
        if (context.compare_exchange_strong(there, made.get()))
        {
            there = made.release();  // outlives static objects
        }
    }
    return there->get_executor();
}

}  // namespace

unique_fd above_streams(unique_fd fd)
{
    if (fd.get() >= 3)
    {
        return fd;
    }
    unique_fd copy(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
    if (!copy)
    {
        throw_os_error("descriptor " + std::to_string(fd.get()));
    }
    return copy;
}

own_process spawn_process(
    spawn_settings const& settings, char const* program, char* const* argv, int unknown_exit)
{
    pid_t pid = -1;
    unique_fd pidfd;
    posix_spawn_launcher const launcher{settings, pid, pidfd};
    try
    {
        launcher(process_executor(), program, argv).detach();
    }
    catch (OSError const& error)
    {
        bool const is_gone = pid > 0 && error.code().value() == ESRCH;
        if (!is_gone)
        {
            throw;
        }
    }
    return own_process(pid, std::move(pidfd), unknown_exit);
}

}  // namespace quartet::detail
