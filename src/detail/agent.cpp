// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>
#include <quartet/errors.hpp>

#include <string>

namespace quartet::detail {

constinit thread_local agent* agent::running_fiber = nullptr;
constinit thread_local int agent::unpatched::count = 0;
constinit thread_local agent::blocking* agent::blocking::innermost = nullptr;

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

void agent::require_may_wait(char const* what) const
{
    if (is_waiting())
    {
        throw AssertionError(
            std::string(what) +
            ": a callback of the loop must not wait; spawn a greenlet for that");
    }
}

waker agent::begin_wait(char const* what)
{
    std::uint32_t const before = word_.load(std::memory_order_relaxed);
    if ((before & 3) != idle)
    {
        require_may_wait(what);
    }
    what_ = what;
    std::uint32_t const epoch = ((before >> 2) + 1) & (~0u >> 2);
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

bool agent::await_or_interruption(deadline const& end) noexcept
{
    if (interruptions_ != nullptr && shields_ == 0)
    {
        bool slept;
        return !claim(word_.load(std::memory_order_relaxed) >> 2, slept);
    }
    was_cut_ = false;
    may_be_cut_ = true;
    bool const ended = await(end);
    may_be_cut_ = false;
    return ended && !was_cut_;
}

bool agent::interrupt(interruption& with) noexcept
{
    if (with.is_pending_)
    {
        return false;
    }
    with.is_pending_ = true;
    with.next_ = nullptr;
    interruption** last = &interruptions_;
    while (*last != nullptr)
    {
        last = &(*last)->next_;
    }
    *last = &with;
    bool slept = false;
    if (is_interruptible() && claim(word_.load(std::memory_order_relaxed) >> 2, slept))
    {
        with.has_ended_wait_ = true;
        was_cut_ = true;
        if (slept)
        {
            wake();
        }
    }
    return with.has_ended_wait_;
}

bool agent::withdraw(interruption& with) noexcept
{
    if (!with.has_ended_wait_)
    {
        take_out(with);
    }
    return !with.has_ended_wait_;
}

void agent::keep_interruptions() noexcept
{
    for (interruption* each = interruptions_; each != nullptr; each = each->next_)
    {
        each->has_ended_wait_ = false;
    }
}

void agent::withdraw_all() noexcept
{
    while (interruptions_ != nullptr)
    {
        interruption& first = *interruptions_;
        take_out(first);
        first.dropped();
    }
}

void agent::take_out(interruption& which) noexcept
{
    for (interruption** at = &interruptions_; *at != nullptr; at = &(*at)->next_)
    {
        if (*at == &which)
        {
            *at = which.next_;
            break;
        }
    }
    which.is_pending_ = false;
    which.has_ended_wait_ = false;
}

void agent::raise_first()
{
    interruption& first = *interruptions_;
    take_out(first);
    first.raise();
}

bool agent::fall_asleep() noexcept
{
    std::uint32_t now = word_.load(std::memory_order_relaxed);
    if ((now & 3) == waiting)
    {
        word_.compare_exchange_strong(
            now, (now & ~3u) | asleep, std::memory_order_acq_rel, std::memory_order_acquire);
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
