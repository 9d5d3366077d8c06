// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_CALLER_HPP
#define QUARTET_SRC_MONKEY_CALLER_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/detail/forks.hpp>

#include <atomic>
#include <cstdint>
#include <sys/types.h>

#include "../detail/loop/event_loop.hpp"
#include "../detail/loop/fiber_agent.hpp"

namespace quartet::gevent::monkey::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::fiber_agent;

/// In which process it is patched: quartet::detail::forks when it was. In its children it is not.
extern std::atomic<std::uint32_t> patched_process;

/// The same one's number.
extern std::atomic<pid_t> patched_pid;

inline bool is_in_force() noexcept
{
    return patched_process.load(std::memory_order_relaxed) ==
               quartet::detail::forks.load(std::memory_order_relaxed) &&
           !agent::unpatched::is_on();
}

/// Who calls a hook, if others can run while he waits. Null: do what the C library does.
/** That is a greenlet, or the main one of a thread that has others, outside of callbacks of Asio. */
inline agent* cooperative_caller() noexcept
{
    if (fiber_agent* const fiber = fiber_agent::running())
    {
        return is_in_force() ? fiber : nullptr;
    }
    event_loop* const loop = event_loop::here();
    if (loop != nullptr && loop->may_thread_wait() && is_in_force())
    {
        return &loop->thread();
    }
    return nullptr;
}

/// Whether it is the child of a vfork(), which runs in our memory, but has descriptors and children of
/// its own.
bool is_vforked() noexcept;

/// Others run, then he goes on.
void let_others_run() noexcept;

/// The same, if others can run right now and the caller is a greenlet. @return whether they have.
bool let_ready_others_run() noexcept;

/// Of a call that might have had to wait, and had not: now and then others run. errno stays.
void count_call() noexcept;

/// He has waited, so others have run.
void reset_count() noexcept;

/// Waits for nothing but the time. @return false with errno ECANCELED if he is interrupted.
bool sleep_until(agent& self, deadline const& end, char const* what) noexcept;

/// After a wait that was not ended by what it was for: sets errno. @return whether he is interrupted.
bool fail_if_interrupted(agent& self) noexcept;

}  // namespace quartet::gevent::monkey::detail

#endif
