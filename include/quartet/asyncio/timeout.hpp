// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_TIMEOUT_HPP
#define QUARTET_ASYNCIO_TIMEOUT_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/with.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace quartet::asyncio {

/// A limit of time for a body (Python: `asyncio.Timeout`), for with().
/**
 * When the time is over it cancels the task that is in the body; what leaves the body then becomes
 * TimeoutError. A cancellation by somebody else passes through.
 */
class QUARTET_DECL Timeout
{
public:
    /// @param when on the clock of EventLoop::time(), in seconds; none: no limit.
    explicit Timeout(std::optional<double> when) noexcept
        : when_(when)
    {}
    Timeout(Timeout&& other) noexcept;
    ~Timeout();

    /// When the time is over.
    std::optional<double> when() const noexcept { return when_; }

    /// Another time, which may be over. @throws RuntimeError if the body has ended, or the time.
    void reschedule(std::optional<double> when);

    /// Whether the time was over before the body ended.
    bool expired() const noexcept { return state_ == state::expiring || state_ == state::expired; }

    /// For with(). @throws RuntimeError outside of a task, and if it was used before.
    void enter();
    Coroutine<void> leave(std::exception_ptr error);

private:
    enum class state
    {
        created,
        active,
        expiring,  // it has cancelled the task
        expired,
        exited
    };

    void arm();
    void expire() noexcept;

    state state_ = state::created;
    std::optional<double> when_;
    std::optional<Handle> alarm_;
    detail::ref<detail::task_core> task_;
    int cancelling_ = 0;  // of the task, when it came
};

/// A limit of so many seconds from now (Python: `asyncio.timeout`).
/**
 * @par Example
 * @code
 * co_await asyncio::with(asyncio::timeout(2.5), fetch(url));  // TimeoutError
 * co_await asyncio::with(asyncio::timeout(2.5), [&](asyncio::Timeout& limit) -> asyncio::Coroutine<> {
 *     while (co_await more())
 *         limit.reschedule(loop.time() + 2.5);
 * });
 * @endcode
 */
QUARTET_DECL Timeout timeout(quartet::timeout delay);

/// The same, to a time on the clock of EventLoop::time() (Python: `asyncio.timeout_at`).
QUARTET_DECL Timeout timeout_at(std::optional<double> when);

}  // namespace quartet::asyncio

#endif
