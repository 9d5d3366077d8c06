// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_SHORT_MUTEX_HPP
#define QUARTET_DETAIL_SHORT_MUTEX_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/forks.hpp>

#include <atomic>
#include <cstdint>

namespace quartet::detail {

/// A mutex of one word for short sections, such as those around a wait_queue.
/**
 * Who finds it locked looks again for a while before he sleeps on a futex, which made queues twice as
 * fast as glibc's adaptive mutex does. In a forked child it is free if another thread had it at the
 * fork: that thread is gone, between any two steps of its section.
 */
class QUARTET_DECL short_mutex
{
public:
    short_mutex() = default;
    short_mutex(short_mutex const&) = delete;
    short_mutex& operator=(short_mutex const&) = delete;

    bool try_lock() noexcept { return take(free, held) || take_from_parent(held); }

    void lock() noexcept
    {
        if (!take(free, held))
        {
            lock_slowly();
        }
    }

    /// Somebody else may destroy it as soon as he has locked it: we need only its address then.
    void unlock() noexcept
    {
        if ((word_.exchange(free, std::memory_order_release) & 3) == contended)
        {
            wake_one();
        }
    }

private:
    // 0, or forks << 2 | state, with which a forked child knows what its parent left.
    enum state : std::uint32_t
    {
        free,
        held,
        contended,  ///< held, and somebody may sleep
    };
    static std::uint32_t pack(state now) noexcept
    {
        return forks.load(std::memory_order_relaxed) << 2 | now;
    }

    bool take(std::uint32_t expected, state as) noexcept
    {
        return word_.compare_exchange_strong(
            expected, pack(as), std::memory_order_acquire, std::memory_order_relaxed);
    }

    bool take_from_parent(state as) noexcept;
    void lock_slowly() noexcept;
    void wake_one() noexcept;

    std::atomic<std::uint32_t> word_ = free;
};

}  // namespace quartet::detail

#endif
