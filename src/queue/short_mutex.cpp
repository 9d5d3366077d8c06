// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/queue/detail/short_mutex.hpp>

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../detail/spin.hpp"

namespace quartet::queue::detail {

void short_mutex::lock_slowly() noexcept
{
    // Seldom, and more and more so: whoever has it shall go in and out several times meanwhile,
    // which is cheaper than to carry the queue from processor to processor with every item.
    constexpr int first = 4;
    constexpr int last = 256;  // in all some microseconds
    for (int pauses = first; pauses <= last; pauses *= 2)
    {
        for (int i = 0; i != pauses; ++i)
        {
            boost::detail::sp_thread_pause();
        }
        if (word_.load(std::memory_order_relaxed) == free && try_lock())
        {
            return;
        }
    }
    // Others may sleep, too: so it stays contended when we have it.
    while (word_.exchange(contended, std::memory_order_acquire) != free)
    {
        ::syscall(
            SYS_futex, &word_, FUTEX_WAIT_PRIVATE, std::uint32_t(contended), nullptr, nullptr, 0);
    }
}

void short_mutex::wake_one() noexcept
{
    ::syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace quartet::queue::detail
