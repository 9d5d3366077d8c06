// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_LOCK_HPP
#define QUARTET_GEVENT_LOCK_HPP

#include <quartet/threading/rlock.hpp>
#include <quartet/threading/semaphore.hpp>
#include <quartet/timeout.hpp>

// Python's `gevent.lock`. Its locks are those of threading, which let other greenlets run: one lock
// can be shared by greenlets and threads. The owner of an RLock is a greenlet.
namespace quartet::gevent::lock {

using quartet::threading::BoundedSemaphore;
using quartet::threading::RLock;
using quartet::threading::Semaphore;

/// Something that looks like a Semaphore and never keeps anybody (Python:
/// `gevent.lock.DummySemaphore`): for code that is told by a parameter whether to lock.
class DummySemaphore
{
public:
    bool locked() const noexcept { return false; }
    bool acquire(bool = true, timeout = {}) const noexcept { return true; }
    void release(int = 1) const noexcept {}
    int wait(timeout = {}) const noexcept { return 1; }

    void lock() const noexcept {}
    bool try_lock() const noexcept { return true; }
    void unlock() const noexcept {}
};

}  // namespace quartet::gevent::lock

#endif
