// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_EVENT_HPP
#define QUARTET_THREADING_EVENT_HPP

#include <quartet/detail/completions.hpp>
#include <quartet/timeout.hpp>

#include <atomic>
#include <cstddef>

namespace quartet::threading {

/// Something that happened, and those who wait for it (Python: `threading.Event`).
/**
 * @par Thread safety
 * Safe, except for destruction; it may be destroyed as soon as wait() has returned, even if set() has
 * not. It is neither copied nor moved.
 *
 * @par Blocking
 * wait() blocks the calling thread or greenlet.
 */
class QUARTET_DECL Event
{
public:
    Event() = default;
    Event(Event const&) = delete;
    Event& operator=(Event const&) = delete;

    bool is_set() const noexcept { return set_.load(std::memory_order_acquire); }

    /// Wakes all who wait, also if it is cleared at once after.
    void set() noexcept;

    void clear() noexcept;

    /// Waits until it is set.
    /// @param limit seconds; a negative one counts as 0.
    /// @return false if the time was over before.
    bool wait(timeout limit = {});

    /// For gevent::wait().
    void watch(quartet::detail::completions& whom, std::size_t number);
    void forget(quartet::detail::completions& whom) noexcept;

private:
    std::atomic<bool> set_{false};        // written under the mutex
    quartet::detail::short_mutex mutex_;  // guards the rest
    quartet::detail::wait_queue waiters_;
    quartet::detail::watchers watchers_;
};

}  // namespace quartet::threading

#endif
