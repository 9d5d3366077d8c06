// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_CONDITION_HPP
#define QUARTET_THREADING_CONDITION_HPP

#include <quartet/threading/rlock.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <utility>
#include <variant>

namespace quartet::threading {

/// Waiting until something that a lock protects has changed (Python: `threading.Condition`).
/**
 * Those who wait are woken in the order in which they came. Nobody is woken for no reason. A
 * notification that comes when the time of a waiter is just over goes to the next one.
 *
 * @par Example
 * @code
 * threading::Condition changed;
 * std::scoped_lock with(changed);
 * changed.wait_for([&] { return !items.empty(); });
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * acquire(), lock(), wait() and wait_for() block the calling thread or greenlet.
 */
class QUARTET_DECL Condition
{
public:
    /// With an RLock of its own.
    Condition();

    /// With a lock of the caller's, which must live longer.
    explicit Condition(Lock& lock) noexcept
        : lock_(&lock)
    {}
    explicit Condition(RLock& lock) noexcept
        : lock_(&lock)
    {}

    Condition(Condition const&) = delete;
    Condition& operator=(Condition const&) = delete;

    /// As the lock's.
    bool acquire(bool blocking = true, timeout limit = {});
    void release();  ///< as the lock's
    bool locked() const noexcept;

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

    /// Releases the lock, however often it was acquired, waits for a notification, and acquires
    /// it again.
    /// @param limit seconds; a negative one counts as 0.
    /// @return false if the time was over before. @throws RuntimeError without the lock.
    bool wait(timeout limit = {});

    /// Waits until the predicate, which is called with the lock, gives true.
    /// @return what it gave last.
    template <std::predicate Predicate>
    auto wait_for(Predicate predicate, timeout limit = {}) -> std::invoke_result_t<Predicate&>
    {
        quartet::detail::deadline const end(limit);
        for (;;)
        {
            auto result = predicate();
            if (result || end.expired())
            {
                return result;
            }
            wait_until(end);
        }
    }

    /// Wakes the first n of those who wait, who go on when they get the lock.
    /// @throws RuntimeError without the lock. @throws ValueError for n < 0.
    void notify(int n = 1);

    /// Wakes all of them. @throws RuntimeError without the lock.
    void notify_all();

private:
    bool wait_until(quartet::detail::deadline const& end);
    void acquire_again(unsigned count);
    void require_lock(char const* verb) const;

    std::unique_ptr<RLock> own_;
    std::variant<Lock*, RLock*> lock_;
    quartet::detail::short_mutex mutex_;  // guards waiters_
    quartet::detail::wait_queue waiters_;
};

}  // namespace quartet::threading

#endif
