// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_CONCURRENT_FUTURES_FUTURE_HPP
#define QUARTET_CONCURRENT_FUTURES_FUTURE_HPP

#include <quartet/concurrent/futures/detail/future_core.hpp>
#include <quartet/concurrent/futures/errors.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::concurrent::futures {

namespace detail {

/// A future_core that knows the type of its value, but not how that is kept.
template <class T>
class future_value : public future_core
{
public:
    /// Of one that is finished without an exception.
    virtual T get() = 0;

    /// @throws InvalidStateError if it is done, or not to be set by hand.
    virtual void set(T) { throw InvalidStateError("set_result: only its executor can set it"); }
};
template <>
class future_value<void> : public future_core
{
public:
    virtual void get() = 0;
    virtual void set() { throw InvalidStateError("set_result: only its executor can set it"); }
};

/// The value itself.
template <class T>
class stored_value : public future_value<T>
{
public:
    T get() final
    {
        if constexpr (std::copy_constructible<T>)
        {
            return *value_;
        }
        else
        {
            if (taken_.exchange(true))
            {
                throw InvalidStateError("result: it was taken already, and cannot be copied");
            }
            return std::move(*value_);
        }
    }

    void set(T value) final
    {
        this->finish([&] { value_.emplace(std::move(value)); });
    }

protected:
    bool try_set(T value)
    {
        return this->try_finish([&] { value_.emplace(std::move(value)); });
    }

private:
    std::optional<T> value_;
    std::atomic<bool> taken_{false};
};
template <>
class stored_value<void> : public future_value<void>
{
public:
    void get() final {}
    void set() final
    {
        finish([] {});
    }

protected:
    bool try_set()
    {
        return try_finish([] {});
    }
};

}  // namespace detail

/// What will be the result of a call (Python: `concurrent.futures.Future`).
/**
 * A handle: copies refer to the same result. It may outlive its executor.
 *
 * @par Thread safety
 * Safe, except for assignment and destruction.
 *
 * @par Blocking
 * result() and exception() block the calling thread or greenlet. Without a limit, in a task of a
 * ThreadPoolExecutor that waits for a task of the same executor which has not begun, they run that
 * task themselves, so a full pool never waits for itself; tasks that wait for each other in a
 * circle get RuntimeError.
 *
 * @par Between processes
 * In a forked child, nobody ends the futures of its parent: only cancel() does, for the child.
 */
template <class T>
class Future
{
public:
    using value_type = T;

    /// A pending one, for executors and tests.
    Future()
        : state_(std::make_shared<detail::stored_value<T>>())
    {}

    explicit Future(std::shared_ptr<detail::future_value<T>> state) noexcept
        : state_(std::move(state))
    {}

    /// Ends it before it begins. @return false if it runs or is finished.
    bool cancel() { return state_->cancel(); }

    bool cancelled() const noexcept { return state_->is_cancelled(); }
    bool running() const { return state_->is_running(); }

    /// Whether it is finished or cancelled.
    bool done() const noexcept { return state_->is_done(); }

    /// The value. May be called again, unless the value cannot be copied.
    /// @param limit seconds; a negative one counts as 0.
    /// @throws TimeoutError when the time is over. @throws CancelledError. What the call threw.
    T result(timeout limit = {}) const
    {
        wait("result", limit);
        if (auto const& error = state_->error())
        {
            std::rethrow_exception(error);
        }
        return state_->get();
    }

    /// What the call threw, or null. @throws TimeoutError. @throws CancelledError.
    std::exception_ptr exception(timeout limit = {}) const
    {
        wait("exception", limit);
        return state_->error();
    }

    /// Calls a function with this future when it is done: in the thread that ends it, in the order
    /// in which they were added; or at once if it is done. What it throws is printed and ignored.
    template <std::invocable<Future> F>
    void add_done_callback(F callback)
    {
        // It must not keep its own future alive for ever.
        state_->add_done_callback(
            [callback = std::move(callback),
             weak = std::weak_ptr<detail::future_value<T>>(state_)]() mutable {
                if (auto state = weak.lock())
                {
                    callback(Future(std::move(state)));
                }
            });
    }

    // --- for executors and tests ---

    /// Before the call. @return false if it was cancelled: do not call then.
    /// @throws InvalidStateError if it runs or is finished.
    bool set_running_or_notify_cancel() { return state_->set_running(); }

    /// @throws InvalidStateError if it is done.
    void set_result() requires std::is_void_v<T> { state_->set(); }
    template <class U>
    requires std::convertible_to<U, T>
    void set_result(U&& value) { state_->set(std::forward<U>(value)); }

    /// @throws InvalidStateError if it is done.
    void set_exception(std::exception_ptr error) { state_->fail(std::move(error)); }

    /// Whether both refer to the same result.
    friend bool operator==(Future const& a, Future const& b) noexcept
    {
        return a.state_ == b.state_;
    }

    /// For gevent::wait().
    void watch(quartet::detail::completions& whom, std::size_t number) const
    {
        state_->watch(whom, number);
    }
    void forget(quartet::detail::completions& whom) const noexcept { state_->forget(whom); }

    /// For wait() and as_completed().
    detail::future_core& core() const noexcept { return *state_; }

private:
    void wait(char const* verb, timeout const& limit) const
    {
        if (!state_->wait(quartet::detail::deadline(limit)))
        {
            throw TimeoutError(std::string(verb) + ": the future was not done in time");
        }
    }

    std::shared_ptr<detail::future_value<T>> state_;
};

}  // namespace quartet::concurrent::futures

#endif
