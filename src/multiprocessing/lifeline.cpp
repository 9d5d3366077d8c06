// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "lifeline.hpp"

#include <cstdint>
#include <cstdlib>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "../detail/descriptor_channel.hpp"
#include "../detail/loop/event_loop.hpp"
#include "../detail/os_error.hpp"
#include "../detail/shared_segment.hpp"

namespace quartet::multiprocessing::detail {

void end_orphan() noexcept
{
    quartet::detail::retire_all_segments();
    quartet::detail::sweep();
    ::_exit(EXIT_FAILURE);
}

void end_with(int parent_pidfd)
{
    // Signals are for the program's own threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t small;
    ::pthread_attr_init(&small);
    ::pthread_attr_setstacksize(&small, 64 * 1024);
    ::pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    int const error = ::pthread_create(
        &thread,
        &small,
        [](void* argument) -> void* {
            int const pidfd = static_cast<int>(reinterpret_cast<std::intptr_t>(argument));
            ++quartet::detail::idle_threads::count;
            quartet::detail::wait_readable(pidfd, quartet::detail::deadline(timeout()));
            end_orphan();
        },
        reinterpret_cast<void*>(static_cast<std::intptr_t>(parent_pidfd)));
    ::pthread_attr_destroy(&small);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (error != 0)
    {
        quartet::detail::throw_os_error("starting a thread", error);
    }
}

}  // namespace quartet::multiprocessing::detail
