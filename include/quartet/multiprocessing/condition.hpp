// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_CONDITION_HPP
#define QUARTET_MULTIPROCESSING_CONDITION_HPP

#include <quartet/multiprocessing/any_lock.hpp>
#include <quartet/multiprocessing/detail/shared_handle.hpp>
#include <quartet/timeout.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>

namespace quartet::multiprocessing {

namespace detail {
class condition_core;
QUARTET_DECL std::string send(condition_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<condition_core>& core);
}  // namespace detail

/// Waiting for a change of what a lock protects (Python: `multiprocessing.Condition`).
/**
 * Sleepers are notified in the order in which they began to wait. In Python notify() waits until
 * each woken sleeper answers, and hangs when one was killed; here it waits for nobody, and passes
 * over the dead.
 *
 * @par Example
 * @code
 * std::scoped_lock with(condition);
 * condition.wait_for([&] { return value.value() > 0; });
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same
 * condition and lock.
 *
 * @par Blocking
 * wait(), wait_for(), acquire() and lock() block the calling thread or greenlet. Signals do not end the wait.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue; its lock comes along. A sleeper that is
 * killed after it was notified passes the notification on to one that was sleeping then, within
 * about 0.1 s. For a killed holder of the lock see Lock.
 */
class QUARTET_DECL Condition : public detail::shared_handle<detail::condition_core>
{
public:
    /// @param lock a Lock or an RLock; copies of it elsewhere stay that lock.
    /// @throws OSError when there is no room in /dev/shm.
    explicit Condition(any_lock lock);

    /// With an RLock of its own. @throws OSError when there is no room in /dev/shm.
    Condition()
        : Condition(RLock())
    {}

    /// Empty, to be loaded into.
    explicit Condition(quartet::detail::unpickled_t tag)
        : lock_(tag)
    {}

    /// As of the lock; see Lock::acquire.
    bool acquire(bool blocking = true, timeout limit = {})
    {
        return lock_.acquire(blocking, limit);
    }

    /// As of the lock; see Lock::release and RLock::release.
    void release() { lock_.release(); }

    void lock() { lock_.lock(); }                     ///< acquire(), for std::scoped_lock
    bool try_lock() { return lock_.acquire(false); }  ///< acquire(false)
    void unlock() { lock_.release(); }                ///< release()

    /// As of the lock.
    bool owner_died() const noexcept { return lock_.owner_died(); }

    /// Releases the lock, however often the caller has it, waits to be notified, and takes the
    /// lock again as often.
    /// @param limit seconds; a negative one counts as 0. Taking the lock again is not limited.
    /// @return false if the time ran out.
    /// @throws AssertionError if the caller does not have the lock.
    /// @throws OSError when 1024 others wait.
    bool wait(timeout limit = {});

    /// Waits until `predicate()`, which is called with the lock held, is true.
    /// @param limit seconds for all of it; a negative one counts as 0.
    /// @return the predicate's last value.
    /// @throws AssertionError if the caller does not have the lock; and what the predicate throws.
    template <class Predicate>
    auto wait_for(Predicate predicate, timeout limit = {})
    {
        auto const start = std::chrono::steady_clock::now();
        for (;;)
        {
            auto value = std::invoke(predicate);
            if (value)
            {
                return value;
            }
            timeout left = limit;
            if (limit.limit())
            {
                left = std::max(*limit.limit(), timeout::duration::zero()) -
                       (std::chrono::steady_clock::now() - start);
                if (*left.limit() <= timeout::duration::zero())
                {
                    return value;
                }
            }
            wait(left);
        }
    }

    /// Wakes up to n sleepers. They go on when the caller has released the lock.
    /// @throws AssertionError if the caller does not have the lock.
    /// @throws ValueError if n < 0.
    void notify(int n = 1);

    /// Wakes all sleepers. @throws AssertionError if the caller does not have the lock.
    void notify_all();

    template <class Archive>
    void save(Archive& ar, unsigned version) const
    {
        shared_handle::save(ar, version);
        ar << lock_;
    }

    template <class Archive>
    void load(Archive& ar, unsigned version)
    {
        shared_handle::load(ar, version);
        ar >> lock_;
    }

    BOOST_SERIALIZATION_SPLIT_MEMBER()

private:
    void check_owned(char const* member) const;
    void acquire_again(std::uint32_t depth);

    any_lock lock_;
};

}  // namespace quartet::multiprocessing

#endif
