// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_LOCK_HPP
#define QUARTET_MULTIPROCESSING_LOCK_HPP

#include <quartet/multiprocessing/detail/shared_handle.hpp>
#include <quartet/timeout.hpp>

namespace quartet::multiprocessing {

namespace detail {
class lock_core;
QUARTET_DECL std::string send(lock_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<lock_core>& core);
}  // namespace detail

/// Mutual exclusion between processes (Python: `multiprocessing.Lock`).
/**
 * Not recursive: who has it and acquires it again waits for itself. Any process and any thread may
 * release it. Python's is lost for ever when its holder is killed; this one goes to the next who
 * acquires it, and owner_died() tells him that what it protects may be half changed.
 *
 * @par Example
 * @code
 * void buy(mp::Lock lock)
 * {
 *     std::scoped_lock with(lock);
 *     // one process at a time
 * }
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same lock.
 *
 * @par Blocking
 * acquire() and lock() block the calling thread or greenlet. Signals do not end the wait.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue. A holder that ends without a release,
 * killed or not, passes the lock on to the next acquirer, within about 0.1 s if that one was
 * waiting already.
 */
class QUARTET_DECL Lock : public detail::shared_handle<detail::lock_core>
{
public:
    /// @throws OSError when there is no room in /dev/shm.
    Lock();

    /// Empty, to be loaded into.
    explicit Lock(quartet::detail::unpickled_t) noexcept {}

    /// Whether somebody has it. A moment later that may be wrong.
    bool locked() const noexcept;

    /// Whether the last successful acquire in this process got the lock from a process that ended
    /// while it had it. Certain while the caller has the lock.
    bool owner_died() const noexcept;

    /// Takes the lock.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; ignored if not blocking; a negative one counts as 0.
    /// @return false if somebody else kept it.
    bool acquire(bool blocking = true, timeout limit = {});

    /// Gives the lock back, whoever took it. @throws ValueError if nobody has it.
    void release();

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

private:
    friend class any_lock;
    bool is_owned() const noexcept;
};

}  // namespace quartet::multiprocessing

#endif
