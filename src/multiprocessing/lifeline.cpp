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
#include "../detail/service_thread.hpp"
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
    int const error = quartet::detail::start_service_thread(
        64 * 1024,
        [](void* argument) -> void* {
            int const pidfd = static_cast<int>(reinterpret_cast<std::intptr_t>(argument));
            ++quartet::detail::idle_threads::count;
            quartet::detail::wait_readable(pidfd, quartet::detail::deadline(timeout()));
            end_orphan();
        },
        reinterpret_cast<void*>(static_cast<std::intptr_t>(parent_pidfd)));
    if (error != 0)
    {
        quartet::detail::throw_os_error("starting a thread", error);
    }
}

}  // namespace quartet::multiprocessing::detail
