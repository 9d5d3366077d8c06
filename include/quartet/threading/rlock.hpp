// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_RLOCK_HPP
#define QUARTET_THREADING_RLOCK_HPP

#include <quartet/threading/lock.hpp>

#include <atomic>

namespace quartet::threading {

/// A Lock that its owner may acquire again (Python: `threading.RLock`).
/**
 * It is free again after as many releases. Only its owner may release it.
 *
 * @par Thread safety
 * Safe, except for destruction. It is neither copied nor moved.
 *
 * @par Blocking
 * acquire() and lock() block the calling thread or greenlet.
 */
class QUARTET_DECL RLock
{
public:
    RLock() = default;
    RLock(RLock const&) = delete;
    RLock& operator=(RLock const&) = delete;

    /// Whether somebody has it. A moment later that may be wrong.
    bool locked() const noexcept { return lock_.locked(); }

    /// Takes the lock, perhaps once more.
    /// @param blocking false: gives up at once.
    /// @param limit seconds; -1, as in Python, and none mean no limit.
    /// @return false if somebody else kept it.
    /// @throws ValueError for another negative limit, and for a limit without blocking.
    bool acquire(bool blocking = true, timeout limit = {});

    /// Gives it back once. @throws RuntimeError if the caller does not have it.
    void release();

    void lock() { static_cast<void>(acquire()); }  ///< acquire(), for std::scoped_lock
    bool try_lock() { return acquire(false); }     ///< acquire(false)
    void unlock() { release(); }                   ///< release()

private:
    friend class Condition;

    bool is_owned() const noexcept;

    /// Gives it back altogether. @return how often it had been acquired.
    unsigned release_all();
    void acquire_again(unsigned count);

    Lock lock_;
    std::atomic<void const*> owner_{nullptr};  // an agent; only itself can find itself here
    unsigned count_ = 0;                       // the owner's
};

}  // namespace quartet::threading

#endif
