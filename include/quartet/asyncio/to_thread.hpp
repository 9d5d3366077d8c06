// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_TO_THREAD_HPP
#define QUARTET_ASYNCIO_TO_THREAD_HPP

#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/concurrent/futures/future.hpp>
#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/contextvars.hpp>

#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {
namespace detail {

/// The outcome of one becomes that of the other.
template <class From, class To>
void copy_outcome(From const& from, To& to)
{
    if (to.done())
    {
        return;
    }
    if (from.cancelled())
    {
        to.cancel();
        return;
    }
    try
    {
        if constexpr (std::is_void_v<typename To::value_type>)
        {
            from.result();
            to.set_result();
        }
        else
        {
            to.set_result(from.result());
        }
    }
    catch (...)
    {
        to.set_exception(std::current_exception());
    }
}

}  // namespace detail

/// A future of concurrent::futures as one of asyncio (Python: `asyncio.wrap_future`).
/** To cancel it cancels the other one, if that has not begun. Of the running loop. */
template <class T>
Future<T> wrap_future(concurrent::futures::Future<T> const& of, EventLoop const& loop)
{
    Future<T> const mine = loop.create_future<T>();
    mine.add_done_callback([of](Future<T> const& ended) {
        if (ended.cancelled())
        {
            concurrent::futures::Future<T>(of).cancel();
        }
    });
    auto copy = of;
    copy.add_done_callback([loop, mine](concurrent::futures::Future<T> const& ended) {
        if (loop.is_closed())
        {
            return;
        }
        loop.call_soon_threadsafe([mine, ended] { detail::copy_outcome(ended, mine); });
    });
    return mine;
}
template <class T>
Future<T> wrap_future(concurrent::futures::Future<T> const& of)
{
    return wrap_future(of, get_running_loop());
}

/// `co_await executor.submit(f)`
template <class T>
struct detail::future_of<concurrent::futures::Future<T>>
{
    static Future<T> wrap(concurrent::futures::Future<T> const& which)
    {
        return wrap_future(which);
    }
};

template <class Executor, class F, class... Args>
auto EventLoop::run_in_executor(Executor& executor, F&& f, Args&&... args) const
{
    return wrap_future(executor.submit(std::forward<F>(f), std::forward<Args>(args)...), *this);
}

template <class F, class... Args>
auto EventLoop::run_in_executor(std::nullptr_t, F&& f, Args&&... args) const
{
    return run_in_executor(
        core_->default_executor(), std::forward<F>(f), std::forward<Args>(args)...);
}

namespace detail {

/// A function that is called in a context.
template <class F>
struct call_in_context
{
    template <class... Args>
    decltype(auto) operator()(Args&&... args)
    {
        return context.run(call, std::forward<Args>(args)...);
    }

    contextvars::Context context;
    F call;
};

}  // namespace detail

/// Calls a function in a thread, and lets other tasks run meanwhile (Python: `asyncio.to_thread`).
/**
 * In the default executor of the loop, and in a copy of the caller's context. To cancel who waits does not end the call. It begins at once,
 * not when it is awaited.
 * @return a future of what it returns.
 */
template <class F, class... Args>
auto to_thread(F&& f, Args&&... args)
{
    return get_running_loop().run_in_executor(
        nullptr,
        detail::call_in_context<std::decay_t<F>>{contextvars::copy_context(), std::forward<F>(f)},
        std::forward<Args>(args)...);
}

/// Runs a coroutine in a loop that runs in another thread (Python: `asyncio.run_coroutine_threadsafe`).
/**
 * @par Thread safety
 * From any thread but the loop's.
 * @return a future of concurrent::futures. To cancel it cancels the task.
 */
template <detail::awaitable A>
auto run_coroutine_threadsafe(A what, EventLoop const& loop)
{
    using value = detail::await_result_t<A>;
    concurrent::futures::Future<value> result;
    auto const shared = std::make_shared<A>(std::move(what));
    loop.call_soon_threadsafe([loop, result, shared]() mutable {
        if (result.cancelled())
        {
            return;
        }
        auto const made = loop.create_task(std::move(*shared));
        result.add_done_callback([loop, made](concurrent::futures::Future<value> const& ended) {
            if (ended.cancelled() && !loop.is_closed())
            {
                loop.call_soon_threadsafe([made] { made.cancel(); });
            }
        });
        made.add_done_callback([result](Future<value> const& ended) mutable {
            try
            {
                detail::copy_outcome(ended, result);
            }
            catch (concurrent::futures::InvalidStateError const&)
            {}  // it was cancelled just now
        });
    });
    return result;
}

}  // namespace quartet::asyncio

#endif
