// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_FUTURE_HPP
#define QUARTET_ASYNCIO_FUTURE_HPP

#include <quartet/asyncio/detail/future_awaiter.hpp>
#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>

namespace quartet::asyncio {

/// A future of which one wants no value: any Future or Task.
/**
 * What all futures have in common. A handle: copies refer to the same future.
 *
 * @par Thread safety
 * Belongs to the thread of its loop; handles may be copied and destroyed in others.
 */
class QUARTET_DECL future
{
public:
    using value_type = void;

    /// Of no future; only bool and comparison make sense.
    future() = default;
    explicit future(detail::ref<detail::future_core> core) noexcept
        : core_(std::move(core))
    {}

    explicit operator bool() const noexcept { return core_ != nullptr; }

    /// Whether it has a result or an exception, or is cancelled.
    bool done() const noexcept { return core_->is_done(); }
    bool cancelled() const noexcept { return core_->is_cancelled(); }

    /// Cancels it; a task is thrown CancelledError where it waits. @return false if it was done.
    bool cancel(std::string const& message = {}) const { return core_->cancel(message); }

    /// What it has failed with, or null. @throws CancelledError @throws InvalidStateError if it is
    /// not done.
    std::exception_ptr exception() const { return core_->error(); }

    /// @throws InvalidStateError if it is done.
    void set_exception(std::exception_ptr error) const { core_->fail(std::move(error)); }

    EventLoop get_loop() const;

    /// Calls a function in the loop, soon after it is done, or soon if it is: in the order in which
    /// they were added. (Python's functions get the future; those of Future may.)
    /// @return its cancel() takes it back (Python: `remove_done_callback`).
    Handle add_done_callback(std::function<void()> callback) const;

    /// Waits until it is done, in a greenlet, or on the thread's own stack outside of tasks. Runs the
    /// loop if nobody does. A task awaits it instead.
    /// @param limit seconds; a negative one counts as 0. @return whether it is done.
    /// @throws RuntimeError in a task, and in another thread than the loop's.
    bool wait(quartet::timeout limit = {}) const;

    /// Waits until it is done, for nothing else.
    auto operator co_await() const { return detail::future_awaiter<void>(core_); }

    friend bool operator==(future const& a, future const& b) noexcept { return a.core_ == b.core_; }
    friend std::ostream& operator<<(std::ostream& out, future const& what);

    /// For what knows more of futures.
    detail::future_core& core() const noexcept { return *core_; }

    /// The same as add_done_callback(). @param awaited_by who goes on then, for who asks; it lives as
    /// long as the callback.
    Handle call_when_done(
        std::function<void(detail::ref<detail::future_core>)> callback,
        detail::future_core* awaited_by = nullptr) const;

protected:
    detail::ref<detail::future_core> core_;
};

/// A result that will come (Python: `asyncio.Future`).
/**
 * Belongs to one loop. Who awaits it gets its result, its exception, or CancelledError. If its
 * exception is never asked for, that is reported when the last handle is destroyed.
 *
 * @par Example
 * @code
 * asyncio::Future<int> f;  f.set_result(1);  int x = co_await f;
 * @endcode
 */
template <class T = void>
class Future : public future
{
public:
    using value_type = T;

    /// A pending one, of the running loop. @throws RuntimeError if there is none.
    Future()
        : Future(get_running_loop())
    {}
    explicit Future(EventLoop const& loop)
        : future(new detail::future_value<T>(loop.core()))
    {}

    explicit Future(detail::ref<detail::future_core> core) noexcept
        : future(std::move(core))
    {}

    /// Of one that is done. What cannot be copied is given once. @throws what it has failed with.
    /// @throws CancelledError @throws InvalidStateError
    T result() const { return detail::take_value<T>(*core_); }

    /// @throws InvalidStateError if it is done.
    template <class... Value>
    requires(std::is_void_v<T> ? sizeof...(Value) == 0 : sizeof...(Value) == 1) void set_result(
        Value&&... value) const
    {
        core_->require_pending();
        if constexpr (!std::is_void_v<T>)
        {
            detail::slot_of<T>(*core_).emplace(std::forward<Value>(value)...);
        }
        core_->succeed();
    }

    /// result(), when it is done, for greenlets: see wait().
    /// @throws TimeoutError if it is not done in time. @throws as result().
    T get(quartet::timeout limit = {}) const
    {
        if (!wait(limit))
        {
            throw TimeoutError("get: the future is not done in time");
        }
        return result();
    }

    /// Its result, when it is done. @throws what it has failed with. @throws CancelledError
    auto operator co_await() const { return detail::future_awaiter<T>(core_); }

    /// As in future; the function may take the future.
    template <class F>
    requires std::invocable<F&, Future const&> Handle add_done_callback(F callback)
    const
    {
        return call_when_done(
            [callback = std::move(callback)](detail::ref<detail::future_core> self) mutable {
                callback(Future(std::move(self)));
            });
    }
    using future::add_done_callback;
};

/// Whether it is a future (Python: `asyncio.isfuture`).
template <class T>
constexpr bool isfuture(T const&) noexcept
{
    return std::derived_from<T, future>;
}

}  // namespace quartet::asyncio

#endif
