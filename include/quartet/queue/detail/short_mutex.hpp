// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_SHORT_MUTEX_HPP
#define QUARTET_QUEUE_DETAIL_SHORT_MUTEX_HPP

#include <quartet/detail/config.hpp>

#include <atomic>
#include <cstdint>

namespace quartet::queue::detail {

/// A mutex for sections that are much shorter than it takes to sleep.
/** Who finds it locked looks again for a while before he sleeps on a futex. */
class QUARTET_DECL short_mutex
{
public:
    short_mutex() = default;
    short_mutex(short_mutex const&) = delete;
    short_mutex& operator=(short_mutex const&) = delete;

    bool try_lock() noexcept
    {
        std::uint32_t expected = free;
        return word_.compare_exchange_strong(
            expected, held, std::memory_order_acquire, std::memory_order_relaxed);
    }

    void lock() noexcept
    {
        if (!try_lock())
        {
            lock_slowly();
        }
    }

    /// Somebody else may destroy it as soon as he has locked it: we need only its address then.
    void unlock() noexcept
    {
        if (word_.exchange(free, std::memory_order_release) == contended)
        {
            wake_one();
        }
    }

private:
    void lock_slowly() noexcept;
    void wake_one() noexcept;

    enum state : std::uint32_t
    {
        free,
        held,
        contended,  ///< held, and somebody may sleep
    };
    std::atomic<std::uint32_t> word_ = free;
};

}  // namespace quartet::queue::detail

#endif
