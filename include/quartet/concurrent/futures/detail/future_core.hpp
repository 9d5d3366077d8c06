// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_DETAIL_FUTURE_CORE_HPP
#define QUARTET_CONCURRENT_FUTURES_DETAIL_FUTURE_CORE_HPP

#include <quartet/detail/completions.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace quartet::concurrent::futures::detail {

using quartet::detail::completions;

/// What all copies of a Future share, without the value.
/**
 *     pending --set_running--> running --finish--> finished
 *        |                                             ^
 *        +--cancel--> cancelled                        |
 *        +-------------------finish--------------------+
 */
class QUARTET_DECL future_core : public std::enable_shared_from_this<future_core>
{
public:
    future_core() = default;
    virtual ~future_core() = default;
    future_core(future_core const&) = delete;
    future_core& operator=(future_core const&) = delete;

    bool is_cancelled() const noexcept { return status_ == status::cancelled; }
    bool is_done() const noexcept { return status_ >= status::cancelled; }
    virtual bool is_running() const { return status_ == status::running; }

    /// @return whether it is cancelled now.
    bool cancel();

    /// @return whether it was pending, and runs now.
    bool begin() noexcept
    {
        status now = status::pending;
        return status_.compare_exchange_strong(now, status::running);
    }

    /// @return false if it was cancelled. @throws InvalidStateError if it runs or is done.
    bool set_running();

    /// Waits until it is done; runs the task itself if that is its executor's wish.
    /// @return false if the time is over. @throws RuntimeError if that would wait for ever.
    bool wait(quartet::detail::deadline const& end);

    /// Before a thread waits: does the task now if it belongs to the thread's own pool.
    virtual void help() {}

    /// @throws RuntimeError if the calling thread is one without which it is never done.
    virtual void require_waitable() const {}

    /// Of one that is done. @throws CancelledError
    std::exception_ptr const& error() const;

    /// Calls it when it is done, or now. What it throws is printed and ignored.
    void add_done_callback(std::function<void()> callback);

    /// Tells `whom` its number when it is done, or now; until forget(). For one waiter.
    void watch(completions& whom, std::size_t number);
    void forget(completions& whom) noexcept;

    /// It is done. @throws InvalidStateError if it was before.
    template <class Store>
    void finish(Store store)
    {
        if (!try_finish(std::move(store)))
        {
            throw_done();
        }
    }

    /// The same with an exception.
    void fail(std::exception_ptr error);

    /// @return false if it was done before, perhaps set by hand.
    template <class Store>
    bool try_finish(Store store)
    {
        std::unique_lock lock(mutex_);
        if (is_done())
        {
            return false;
        }
        store();
        end(lock, status::finished);
        return true;
    }
    bool try_fail(std::exception_ptr error);

protected:
    /// Takes a pending task out of its executor's hands. @return false if it has begun.
    virtual bool withdraw() { return true; }

    /// It was cancelled: what the call would have needed can go.
    virtual void discard() noexcept {}

    /// Before waiting for a task that runs. @throws RuntimeError if that would be for ever.
    virtual void before_wait() {}
    virtual void after_wait() noexcept {}

    /// Runs callbacks, without the mutex.
    virtual void run_callbacks(std::vector<std::function<void()>> callbacks) noexcept;

    std::exception_ptr error_;  // constant when it is done

private:
    enum class status
    {
        pending,
        running,
        cancelled,
        finished
    };

    [[noreturn]] static void throw_done();
    void end(std::unique_lock<quartet::detail::short_mutex>& lock, status how);

    std::atomic<status> status_{status::pending};  // ends under the mutex
    quartet::detail::short_mutex mutex_;           // guards the rest
    quartet::detail::wait_queue waiters_;
    std::vector<std::function<void()>> callbacks_;
    quartet::detail::watchers watchers_;
};

}  // namespace quartet::concurrent::futures::detail

#endif
