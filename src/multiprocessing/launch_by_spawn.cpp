// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <pthread.h>
#include <vector>

#include "../detail/descriptor_channel.hpp"
#include "../detail/pidfd.hpp"
#include "departure.hpp"
#include "own_child.hpp"
#include "posix_spawn_launcher.hpp"
#include "program.hpp"

namespace quartet::multiprocessing::detail {
namespace {

namespace bp = boost::process::v2;
using executor = boost::asio::io_context::executor_type;
using quartet::detail::unique_fd;

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

std::unique_ptr<child> launch_by_spawn(departure& leaving)
{
    auto [ours, theirs] = quartet::detail::make_socketpair();
    auto environment = child_environment(theirs.get());
    posix_spawn_launcher launcher;
    launcher.handed = theirs.get();
    launcher.handed_as = child_socket;
    launcher.environment = environment.data();
    bp::basic_process<executor> started =
        launcher(process_executor(), "/proc/self/exe", program_arguments());
    auto result =
        std::make_unique<own_child>(started.id(), quartet::detail::open_pidfd(started.id()));
    started.detach();
    theirs.reset();
    undo_unless_handed(hand_over(ours.get(), leaving), *result);
    return result;
}

}  // namespace quartet::multiprocessing::detail
