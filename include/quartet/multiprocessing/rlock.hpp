// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_RLOCK_HPP
#define QUARTET_MULTIPROCESSING_RLOCK_HPP

#include <quartet/multiprocessing/detail/shared_handle.hpp>
#include <quartet/timeout.hpp>

#include <cstdint>

namespace quartet::multiprocessing {

namespace detail {
class rlock_core;
QUARTET_DECL std::string send(rlock_core const& core);
QUARTET_DECL void receive(std::string const& name, std::shared_ptr<rlock_core>& core);
}  // namespace detail

/// A recursive lock between processes (Python: `multiprocessing.RLock`).
/**
 * It belongs to a thread of a process, which may acquire it again and must release it as often.
 * What was said about a killed holder of a Lock holds here too, however deep it was in.
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe, except for assignment. Copies refer to the same lock.
 *
 * @par Blocking
 * acquire() and lock() block the calling thread or greenlet. Signals do not end the wait.
 *
 * @par Between processes
 * As Lock.
 */
class QUARTET_DECL RLock : public detail::shared_handle<detail::rlock_core>
{
public:
    /// @throws OSError when there is no room in /dev/shm.
    RLock();

    /// Empty, to be loaded into.
    explicit RLock(quartet::detail::unpickled_t) noexcept {}

    /// Whether somebody has it. A moment later that may be wrong.
    bool locked() const noexcept;

    /// Whether the calling process got it, when it last came to have it, from a process that ended
    /// while it had it. Certain while the caller has the lock.
    bool owner_died() const noexcept;

    /// Takes the lock, once more if the calling thread or greenlet has it already.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; ignored if not blocking; a negative one counts as 0.
    /// @return false if somebody else kept it.
    bool acquire(bool blocking = true, timeout limit = {});

    /// Undoes one acquire. @throws AssertionError if the calling thread or greenlet does not have it.
    void release();

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

private:
    friend class any_lock;
    bool is_owned() const noexcept;
    std::uint32_t release_all() noexcept;
    void acquire_again(std::uint32_t depth);
};

}  // namespace quartet::multiprocessing

#endif
