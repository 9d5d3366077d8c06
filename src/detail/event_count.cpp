// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "event_count.hpp"

#include <quartet/detail/agent.hpp>

#include <cerrno>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "loop/shared_waits.hpp"

namespace quartet::detail {

bool event_count::wait(std::uint32_t ticket, std::chrono::nanoseconds length)
{
    if (agent::current().is_cooperative())
    {
        return shared_waits::wait(*this, ticket, deadline(length));
    }
    timespec const limit = to_timespec(length);
    long const result = ::syscall(SYS_futex, &count_, FUTEX_WAIT, ticket, &limit, nullptr, 0);
    return result == 0 || errno == EAGAIN;
}

void event_count::wake(int most, std::uint32_t step) noexcept
{
    sleepers_.store(0, std::memory_order_seq_cst);
    count_.fetch_add(step, std::memory_order_seq_cst);
    long const woken = ::syscall(SYS_futex, &count_, FUTEX_WAKE, most, nullptr, nullptr, 0);
    if (woken >= most)
    {
        sleepers_.store(1, std::memory_order_seq_cst);  // there may be more of them
    }
}

}  // namespace quartet::detail
