// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_LOCK_HPP
#define QUARTET_THREADING_LOCK_HPP

#include <quartet/detail/wait_queue.hpp>
#include <quartet/timeout.hpp>

#include <atomic>
#include <cstdint>
#include <sys/single_threaded.h>

namespace quartet::threading {

/// Mutual exclusion between threads (Python: `threading.Lock`).
/**
 * Not recursive: who has it and acquires it again waits for itself. Whoever likes may release it.
 * Not fair: who comes at the right moment gets it before those who wait.
 *
 * @par Example
 * @code
 * threading::Lock lock;
 * std::scoped_lock with(lock);
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * acquire() and lock() block the calling thread or greenlet. Signals do not end the wait.
 */
class QUARTET_DECL Lock
{
public:
    Lock() = default;
    Lock(Lock const&) = delete;
    Lock& operator=(Lock const&) = delete;

    /// Whether somebody has it. A moment later that may be wrong.
    bool locked() const noexcept { return word_.load(std::memory_order_relaxed) != free; }

    /// Takes the lock.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; -1, as in Python, and none mean no limit.
    /// @return false if somebody else kept it.
    /// @throws ValueError for another negative limit, and for a limit without blocking.
    bool acquire(bool blocking = true, timeout limit = {})
    {
        if (limit.limit())
        {
            quartet::detail::deadline const end = check(blocking, limit);
            return blocking ? acquire_until(end) : try_lock();
        }
        return try_lock() || (blocking && acquire_until(quartet::detail::deadline({})));
    }

    /// Gives the lock back, whoever took it. @throws RuntimeError if nobody has it.
    void release()
    {
        if (!step(held, free, std::memory_order_release))
        {
            release_to_next();
        }
    }

    /// acquire(), for std::scoped_lock
    void lock()
    {
        if (!try_lock())
        {
            acquire_until(quartet::detail::deadline({}));
        }
    }

    /// acquire(false)
    bool try_lock() noexcept { return step(free, held, std::memory_order_acquire); }

    /// release()
    void unlock() { release(); }

private:
    friend class RLock;

    /// When an acquire gives up. @throws ValueError
    static quartet::detail::deadline check(bool blocking, timeout const& limit);

    /// Without atomic operations as long as the program has one thread, as glibc's mutex does it: of
    /// some processors they take three quarters of the time.
    bool step(std::uint32_t from, std::uint32_t to, std::memory_order order) noexcept
    {
        if (__libc_single_threaded)
        {
            if (word_.load(std::memory_order_relaxed) != from)
            {
                return false;
            }
            word_.store(to, std::memory_order_relaxed);
            return true;
        }
        return word_.compare_exchange_strong(from, to, order, std::memory_order_relaxed);
    }

    bool acquire_until(quartet::detail::deadline const& end);
    void release_to_next();

    // free -> held: acquire; held -> free: release. Whoever has to wait makes it contended, so
    // that the release looks for him. It is contended as long as somebody is queued, but
    // for moments in which one of them is on his way.
    enum : std::uint32_t
    {
        free,
        held,
        contended
    };
    std::atomic<std::uint32_t> word_{free};
    quartet::detail::short_mutex mutex_;  // guards waiters_
    quartet::detail::wait_queue waiters_;
};

}  // namespace quartet::threading

#endif
