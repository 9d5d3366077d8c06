// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_GREENLET_HPP
#define QUARTET_ASYNCIO_GREENLET_HPP

#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/greenlet.hpp>

#include <exception>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {
namespace detail {

/// A future of what a greenlet of the same thread does; to cancel it kills the greenlet.
/**
 * It is not done before the greenlet is: what that has got until then, such as the item of a queue, is
 * the result in spite of the cancellation, so that nothing is lost.
 */
template <class T>
class greenlet_future final : public future_value<T>
{
public:
    explicit greenlet_future(loop_core& loop) noexcept
        : future_value<T>(loop)
    {
        this->never_lose();
    }

    bool cancel(std::string const& message) override
    {
        if (this->is_done())
        {
            return false;
        }
        message_ = message;
        greenlet.kill(nullptr, false);
        return true;
    }

    /// @param error GreenletExit if it was killed; null: there is a result.
    void ended(std::exception_ptr error)
    {
        if (error == nullptr)
        {
            this->succeed();
            return;
        }
        try
        {
            std::rethrow_exception(error);
        }
        catch (gevent::GreenletExit const&)
        {
            this->cancel_itself(message_);
            return;
        }
        catch (...)
        {}
        this->fail(std::move(error));
    }

    gevent::greenlet greenlet;

private:
    std::string message_;
};

}  // namespace detail

/// A greenlet as a future of asyncio, which a task can await. To cancel it kills the greenlet.
/**
 * `co_await greenlet` does this. Of a greenlet of this thread.
 * @throws RuntimeError if no loop runs.
 */
template <class T>
Future<T> wrap_future(gevent::Greenlet<T> const& of)
{
    auto* const core = new detail::greenlet_future<T>(detail::loop_core::require_running());
    Future<T> const mine{detail::ref<detail::future_core>(core)};
    core->greenlet = of;
    of.core().awaited_as = static_cast<detail::future_core*>(core);
    of.rawlink([mine, core] {
        auto const ended =
            gevent::Greenlet<T>(std::static_pointer_cast<gevent::detail::greenlet_value<T>>(
                core->greenlet.core().shared_from_this()));
        auto error = ended.exception();
        if constexpr (!std::is_void_v<T>)
        {
            if (error == nullptr)
            {
                detail::slot_of<T>(*core).emplace(ended.get(false));
            }
        }
        core->ended(std::move(error));
    });
    return mine;
}

/// Calls a function in a greenlet of this thread, and lets tasks run while it waits.
/**
 * With this a task can await whatever the other modules wait for, without blocking the loop:
 * a queue or a lock of any module, a process, a pool. To cancel the future interrupts the wait; if that
 * had just got what it waited for, the result comes in spite of it, and nothing is lost.
 *
 * @par Example
 * @code
 * int item = co_await asyncio::to_greenlet([&] { return queue.get(); });  // of multiprocessing
 * co_await asyncio::to_greenlet([&] { process.join(); });
 * @endcode
 *
 * @return a future of what it returns. @throws RuntimeError if no loop runs.
 */
template <class F, class... Args>
auto to_greenlet(F&& f, Args&&... args)
{
    using value = gevent::detail::greenlet_result_t<F, Args...>;
    auto* const core = new detail::greenlet_future<value>(detail::loop_core::require_running());
    Future<value> const mine{detail::ref<detail::future_core>(core)};
    auto run = [mine,
                core,
                call = std::bind_front(std::forward<F>(f), std::forward<Args>(args)...)]() mutable {
        std::exception_ptr error;
        try
        {
            if constexpr (std::is_void_v<value>)
            {
                std::move(call)();
            }
            else
            {
                detail::slot_of<value>(*core).emplace(std::move(call)());
            }
        }
        catch (...)
        {
            error = std::current_exception();
        }
        core->ended(std::move(error));
    };
    core->greenlet = gevent::spawn(std::move(run));
    core->greenlet.core().awaited_as = static_cast<detail::future_core*>(core);
    // One that is killed before it begins does not run at all.
    core->greenlet.rawlink([mine, core] {
        if (!core->is_done())
        {
            core->ended(std::make_exception_ptr(gevent::GreenletExit()));
        }
    });
    return mine;
}

template <class T>
struct detail::future_of<gevent::Greenlet<T>>
{
    static Future<T> wrap(gevent::Greenlet<T> const& which) { return wrap_future(which); }
};

}  // namespace quartet::asyncio

#endif
