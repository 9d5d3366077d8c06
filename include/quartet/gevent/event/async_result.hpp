// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_EVENT_ASYNC_RESULT_HPP
#define QUARTET_GEVENT_EVENT_ASYNC_RESULT_HPP

#include <quartet/errors.hpp>
#include <quartet/gevent/detail/async_core.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace quartet::gevent::event {

/// A value, or an exception, that somebody sets and others wait for (Python:
/// `gevent.event.AsyncResult`).
/**
 * A handle: copies refer to the same result. It may be set again; then that is what get() gives from
 * then on. It can be linked to a greenlet, whose value it gets then.
 *
 * @par Example
 * @code
 * gevent::event::AsyncResult<int> result;
 * gevent::spawn(compute, 7).link(result);
 * result.get(2.5);
 * @endcode
 *
 * @par Thread safety
 * Safe, except for assignment and destruction. It may be set in any thread.
 *
 * @par Blocking
 * get(), result() and wait() let other greenlets run; on a thread without greenlets they block it.
 */
template <class T = void>
class AsyncResult
{
public:
    using value_type = T;

    AsyncResult()
        : state_(std::make_shared<detail::async_value<T>>())
    {}

    /// Whether it was set.
    bool ready() const noexcept { return state_->is_ready(); }

    /// Whether it was set to a value.
    bool successful() const { return ready() && exception() == nullptr; }

    /// What it was set to; none if it has no value.
    auto value() const requires std::copy_constructible<T> { return state_->copy(); }

    /// What set_exception() was given; null if it has none.
    std::exception_ptr exception() const { return state_->failure(); }

    /// It has this value now, and all who wait go on.
    template <class U = T>
    requires(!std::is_void_v<T> && std::convertible_to<U, T>) void set(U&& value) const
    {
        state_->set(std::forward<U>(value));
    }
    void set() const requires std::is_void_v<T> { state_->set({}); }

    /// get() throws this now, and all who wait go on. @throws ValueError for none.
    void set_exception(std::exception_ptr exception) const
    {
        if (exception == nullptr)
        {
            throw ValueError("exception: must not be null");
        }
        state_->fail(std::move(exception));
    }
    template <std::derived_from<std::exception> E>
    void set_exception(E exception) const
    {
        state_->fail(std::make_exception_ptr(std::move(exception)));
    }

    /// The value, when it is set. One that cannot be copied is given once.
    /// @param block false: does not wait. @param limit seconds; a negative one counts as 0.
    /// @throws what it was set to. @throws TimeoutError if it was not set in time, as of a Greenlet.
    T get(bool block = true, timeout limit = {}) const
    {
        if (!(block ? wait(limit) : ready()))
        {
            throw TimeoutError("get: the AsyncResult was not set in time");
        }
        return state_->take();
    }

    T get_nowait() const { return get(false); }                      ///< get(false)
    T result(timeout limit = {}) const { return get(true, limit); }  ///< get(true, limit)

    /// Waits until it is set. (In Python this gives the value; see value().)
    /// @param limit seconds; a negative one counts as 0. @return false if the time was over before.
    bool wait(timeout limit = {}) const
    {
        return state_->wait(quartet::detail::deadline(limit), "AsyncResult.get");
    }

    bool done() const noexcept { return ready(); }     ///< ready(), as of a Future
    bool cancel() const noexcept { return false; }     ///< Never: as of a Future that runs.
    bool cancelled() const noexcept { return false; }  ///< never

    /// Calls a function with this result, once, in the loop of the calling thread, when it is set or
    /// soon if it is. It must not wait. @return a number for unlink().
    template <std::invocable<AsyncResult const&> F>
    std::size_t rawlink(F callback) const
    {
        // It must not keep its own result alive for ever.
        return state_->link([callback = std::move(callback),
                             weak = std::weak_ptr<detail::async_value<T>>(state_)]() mutable {
            if (auto state = weak.lock())
            {
                callback(AsyncResult(std::move(state)));
            }
        });
    }
    void unlink(std::size_t number) const noexcept { state_->unlink(number); }

    /// Gets what a finished greenlet, or another result, has: `greenlet.link(result)`
    template <class Source>
    requires(std::is_void_v<T> || std::convertible_to<typename Source::value_type, T>) void
    operator()(Source const& source) const
    {
        if (std::is_void_v<typename Source::value_type> && source.successful())
        {
            take_value_of(source);  // also of one that was ended with GreenletExit
        }
        else if (auto error = source.exception())
        {
            set_exception(std::move(error));
        }
        else
        {
            take_value_of(source);
        }
    }

    /// Whether both refer to the same result.
    friend bool operator==(AsyncResult const& a, AsyncResult const& b) noexcept
    {
        return a.state_ == b.state_;
    }

    /// For gevent::wait().
    void watch(quartet::detail::completions& whom, std::size_t number) const
    {
        state_->watch(whom, number);
    }
    void forget(quartet::detail::completions& whom) const noexcept { state_->forget(whom); }
    detail::async_core& core() const noexcept { return *state_; }

private:
    explicit AsyncResult(std::shared_ptr<detail::async_value<T>> state) noexcept
        : state_(std::move(state))
    {}

    template <class Source>
    void take_value_of(Source const& source) const
    {
        if constexpr (std::is_void_v<T>)
        {
            set();
        }
        else
        {
            set(source.get(false));
        }
    }

    std::shared_ptr<detail::async_value<T>> state_;
};

}  // namespace quartet::gevent::event

#endif
