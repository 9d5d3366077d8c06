// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_OUTCOME_HPP
#define QUARTET_GEVENT_DETAIL_OUTCOME_HPP

#include <quartet/detail/completions.hpp>
#include <quartet/detail/deadline.hpp>

#include <atomic>
#include <exception>
#include <mutex>

namespace quartet::detail {
struct inspection;
}

namespace quartet::gevent::detail {

/// What will become of something, without its value: of a greenlet, or an AsyncResult.
class QUARTET_DECL outcome
{
public:
    outcome() = default;
    outcome(outcome const&) = delete;
    outcome& operator=(outcome const&) = delete;

    bool is_ready() const noexcept { return is_ready_.load(std::memory_order_acquire); }

    /// Of one that is ready: what went wrong, or null.
    std::exception_ptr const& error() const noexcept { return error_; }

    /// Waits until it is ready. @return false if the time was over before.
    bool wait(quartet::detail::deadline const& end, char const* what);

    /// Tells `whom` its number when it is ready, or now; until forget().
    void watch(quartet::detail::completions& whom, std::size_t number);
    void forget(quartet::detail::completions& whom) noexcept;

protected:
    ~outcome() = default;

    /// It is ready, and stays so, unless it is set again.
    /// @param store stores what became of it, with the mutex.
    template <class Store>
    void settle(Store store)
    {
        std::unique_lock lock(mutex_);
        store();
        is_ready_.store(true, std::memory_order_release);
        waiters_.wake_all();
        watchers_.tell();
    }

    /// Looks at what became of it, with the mutex.
    template <class Look>
    void look(Look at_it) const
    {
        std::lock_guard const lock(mutex_);
        at_it();
    }

    std::exception_ptr error_;  // constant when it is ready, unless it is set again

private:
    friend struct quartet::detail::inspection;

    std::atomic<bool> is_ready_{false};           // written under the mutex
    mutable quartet::detail::short_mutex mutex_;  // guards the rest
    quartet::detail::wait_queue waiters_;
    quartet::detail::watchers watchers_;
};

}  // namespace quartet::gevent::detail

#endif
