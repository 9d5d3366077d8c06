// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>
#include <quartet/detail/short_mutex.hpp>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "spin.hpp"

namespace quartet::detail {

bool short_mutex::take_from_parent(state as) noexcept
{
    std::uint32_t const found = word_.load(std::memory_order_relaxed);
    return found != free && found >> 2 != pack(free) >> 2 && take(found, as);
}

void short_mutex::lock_slowly() noexcept
{
    // Seldom, and more and more so: whoever has it shall go in and out several times meanwhile,
    // which is cheaper than to carry the queue from processor to processor with every item.
    constexpr int first = 4;
    constexpr int last = 256;  // in all some microseconds
    for (int pauses = first; pauses <= last; pauses *= 2)
    {
        if (take_from_parent(held))
        {
            return;
        }
        for (int i = 0; i != pauses; ++i)
        {
            boost::detail::sp_thread_pause();
        }
        if (word_.load(std::memory_order_relaxed) == free && take(free, held))
        {
            return;
        }
    }
    // Greenlets wait with its help.
    agent::unpatched const blocking;
    // Others may sleep, too: so it stays contended when we have it.
    while (!take(free, contended))
    {
        // From held to contended, if it is not yet; then it is not free before somebody wakes us.
        static_cast<void>(take(pack(held), contended));
        ::syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, pack(contended), nullptr, nullptr, 0);
    }
}

void short_mutex::wake_one() noexcept
{
    ::syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace quartet::detail
