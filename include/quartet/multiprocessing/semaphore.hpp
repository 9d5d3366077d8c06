// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_SEMAPHORE_HPP
#define QUARTET_MULTIPROCESSING_SEMAPHORE_HPP

#include <quartet/multiprocessing/detail/shared_handle.hpp>
#include <quartet/timeout.hpp>

namespace quartet::multiprocessing {

namespace detail {
class semaphore_core;
QUARTET_DECL std::string send(semaphore_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<semaphore_core>& core);
}  // namespace detail

/// A number of units that processes take and give back (Python: `multiprocessing.Semaphore`).
/**
 * Any process may release, also one that took nothing: that adds a unit, or gives one back in the
 * name of a process that has some. The units of a killed process come back, which Python's do not,
 * and owner_died() tells who gets one. What a process still holds when its last handle is
 * destroyed, or when it exits, stays taken, as in Python. The order of acquirers is not their order
 * of arrival.
 *
 * @par Example
 * @code
 * void download(mp::Semaphore connections)
 * {
 *     std::scoped_lock with(connections);
 *     // at most as many processes at a time as the semaphore has units
 * }
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same
 * semaphore.
 *
 * @par Blocking
 * acquire() and lock() block the calling thread or greenlet. Signals do not end the wait.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue. Up to 1024 processes may take units at
 * the same time. Those of a killed process come back within about 0.1 s to whoever waits. Where
 * one process takes and another releases, as signals, the units that a killed taker took come
 * back as well, so that they can be taken again.
 */
class QUARTET_DECL Semaphore : public detail::shared_handle<detail::semaphore_core>
{
public:
    /// @throws ValueError if value < 0. @throws OSError when there is no room in /dev/shm.
    explicit Semaphore(int value);

    /// With one unit. @throws OSError when there is no room in /dev/shm.
    Semaphore()
        : Semaphore(1)
    {}

    /// Empty, to be loaded into.
    explicit Semaphore(quartet::detail::unpickled_t) noexcept {}

    /// The number of units that can be taken now. A moment later that may be wrong.
    int get_value() const;

    /// Whether the last unit that this process acquired came back from a killed process.
    bool owner_died() const noexcept;

    /// Takes a unit.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; ignored if not blocking; a negative one counts as 0.
    /// @return false if there was none.
    /// @throws OSError when 1024 processes that live hold units or have held some.
    bool acquire(bool blocking = true, timeout limit = {});

    /// Gives a unit back, or adds one.
    /// @throws ValueError over the bound of a BoundedSemaphore, and over 2147483647.
    void release();

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

protected:
    Semaphore(int value, int bound);
};

/// A Semaphore that refuses to have more units than at first (Python: `BoundedSemaphore`).
/**
 * Everything said of Semaphore holds for it.
 */
class QUARTET_DECL BoundedSemaphore : public Semaphore
{
public:
    /// @throws ValueError if value < 0. @throws OSError when there is no room in /dev/shm.
    explicit BoundedSemaphore(int value)
        : Semaphore(value, value)
    {}

    /// With one unit. @throws OSError when there is no room in /dev/shm.
    BoundedSemaphore()
        : BoundedSemaphore(1)
    {}

    /// Empty, to be loaded into.
    explicit BoundedSemaphore(quartet::detail::unpickled_t tag) noexcept
        : Semaphore(tag)
    {}
};

}  // namespace quartet::multiprocessing

#endif
