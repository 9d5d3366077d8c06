// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_EVENT_COUNT_HPP
#define QUARTET_SRC_DETAIL_EVENT_COUNT_HPP

#include <quartet/detail/deadline.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>

namespace quartet::detail {

/// Where processes sleep until something in shared memory changes. Lies in shared memory itself.
/**
 * No condition variable: glibc's hangs its next notifier when a waiter is killed. Here a killed
 * waiter leaves nothing behind, because nobody counts the waiters: `sleepers_` only says that
 * there may be some, and a waker that finds none takes it back. A wake-up that goes to a process
 * which dies before it acts is made up for by the bound on every sleep (`look_again`).
 */
class event_count
{
public:
    /// The longest anyone sleeps before looking again for himself.
    static constexpr std::chrono::milliseconds look_again{100};

    /// Calls `ready(bool idle)` until it returns true or the deadline passes.
    /**
     * `idle` is true when a sleep ended without a wake-up (the bound, or a signal): the time to
     * look for the dead.
     * @return what `ready` returned last.
     * @throws what a greenlet is interrupted with: after `ready` returned false.
     */
    template <class Ready>
    bool await(deadline const& end, Ready ready)
    {
        bool idle = false;
        for (;;)
        {
            std::uint32_t const ticket = announce();
            if (ready(idle))
            {
                return true;
            }
            auto const sleep = end.left(look_again);
            if (sleep == std::chrono::nanoseconds::zero())
            {
                return false;
            }
            idle = !wait(ticket, sleep);
        }
    }

    /// After the change that sleepers wait for. Wakes one of them.
    void notify_one() noexcept { notify(1, one); }

    /// After the change that sleepers wait for. Wakes all of them.
    void notify_all() noexcept { notify(INT32_MAX, everyone); }

private:
    friend class shared_waits;

    // Pairs with notify(): whoever announces first and then finds the condition false will be
    // seen by the notifier, who makes the condition true first and then looks for sleepers.
    std::uint32_t announce() noexcept
    {
        std::uint32_t const ticket = count_.load(std::memory_order_acquire);
        if (sleepers_.load(std::memory_order_relaxed) == 0)
        {
            sleepers_.store(1, std::memory_order_seq_cst);
        }
        std::atomic_thread_fence(std::memory_order_seq_cst);
        return ticket;
    }

    void notify(int most, std::uint32_t step) noexcept
    {
        std::atomic_thread_fence(std::memory_order_seq_cst);
        if (sleepers_.load(std::memory_order_relaxed) != 0)
        {
            wake(most, step);
        }
    }

    /// A thread sleeps in the kernel; a greenlet lets others run.
    /// @return false when the whole time went by, or a signal came, without a wake-up.
    /// @throws what a greenlet is interrupted with.
    bool wait(std::uint32_t ticket, std::chrono::nanoseconds length);
    void wake(int most, std::uint32_t step) noexcept;

    // How far the count moves, so that one sleeper for many knows how many were meant.
    static constexpr std::uint32_t one = 1;
    static constexpr std::uint32_t everyone = 1 << 16;

    std::atomic<std::uint32_t> count_{0};     // moves with each wake-up; the futex
    std::atomic<std::uint32_t> sleepers_{0};  // 0: certainly none; 1: perhaps some
};

}  // namespace quartet::detail

#endif
