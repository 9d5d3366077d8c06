// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>

namespace quartet::detail {

bool waker::claim() noexcept
{
    return agent_->claim(epoch_, slept_);
}

void waker::resume() noexcept
{
    if (slept_)
    {
        agent_->wake();
    }
}

waker agent::begin_wait() noexcept
{
    std::uint32_t const epoch = ((word_.load(std::memory_order_relaxed) >> 2) + 1) & (~0u >> 2);
    word_.store(pack(epoch, waiting), std::memory_order_relaxed);
    return waker(*this, epoch);
}

bool agent::await(deadline const& end) noexcept
{
    while (is_waiting())
    {
        if (end.expired())
        {
            bool slept;
            // Our own claim. If it fails, somebody was quicker, and we have his wake-up.
            return !claim(word_.load(std::memory_order_relaxed) >> 2, slept);
        }
        suspend(end);
    }
    return true;
}

bool agent::fall_asleep() noexcept
{
    std::uint32_t now = word_.load(std::memory_order_relaxed);
    if ((now & 3) == waiting)
    {
        word_.compare_exchange_strong(
            now, (now & ~3u) | asleep, std::memory_order_acquire, std::memory_order_acquire);
    }
    return is_waiting();
}

bool agent::claim(std::uint32_t epoch, bool& slept) noexcept
{
    // Acquire, also of a claim that fails: the agent whose own comes too late goes on by another's.
    std::uint32_t now = word_.load(std::memory_order_acquire);
    while (now == pack(epoch, waiting) || now == pack(epoch, asleep))
    {
        // Release: what the claimer did is seen by the agent that goes on.
        if (word_.compare_exchange_weak(
                now, pack(epoch, idle), std::memory_order_acq_rel, std::memory_order_acquire))
        {
            slept = (now & 3) == asleep;
            return true;
        }
    }
    return false;
}

}  // namespace quartet::detail
