// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_CO_SPAWN_HPP
#define QUARTET_ASYNCIO_CO_SPAWN_HPP

#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/use_awaitable.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {
namespace detail {

template <class T>
struct completion
{
    using signature = void(std::exception_ptr, T);
};
template <>
struct completion<void>
{
    using signature = void(std::exception_ptr);
};

/// A task whose end calls a handler of Asio.
template <class T, class Handler>
void call_at_end(Task<T> const& task, Handler handler)
{
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected())
    {
        slot.assign([task](boost::asio::cancellation_type) { task.cancel(); });
    }
    auto& io = io_context_of(task.get_loop());
    // std::function wants to be copied; a handler can only be moved.
    auto const kept = std::make_shared<Handler>(std::move(handler));
    auto const executor = boost::asio::get_associated_executor(*kept, io.get_executor());
    auto const work = boost::asio::make_work_guard(executor);
    task.add_done_callback([kept, slot, executor, work](Task<T> const& ended) mutable {
        if (slot.is_connected())
        {
            slot.clear();
        }
        std::exception_ptr error;
        auto call = [&](auto... value) {
            boost::asio::dispatch(executor, [kept, error, ... value = std::move(value)]() mutable {
                std::move (*kept)(error, std::move(value)...);
            });
        };
        try
        {
            if constexpr (std::is_void_v<T>)
            {
                ended.result();
            }
            else
            {
                call(ended.result());
                return;
            }
        }
        catch (...)
        {
            error = std::current_exception();
        }
        if constexpr (std::is_void_v<T>)
        {
            call();
        }
        else
        {
            call(T());
        }
    });
}

}  // namespace detail

/// Runs a coroutine of asyncio for code of Asio (Asio: `co_spawn`).
/**
 * When it ends, the completion handler gets its exception and its result: `void(std::exception_ptr, T)`,
 * or `void(std::exception_ptr)`; T is default-constructible. To emit the handler's cancellation signal, in the
 * loop's thread, cancels the task.
 *
 * @par Example
 * @code
 * asyncio::co_spawn(loop, answer(), [](std::exception_ptr error, int x) { ... });
 * int x = co_await asyncio::co_spawn(loop, answer(), boost::asio::use_awaitable);
 * @endcode
 *
 * @param loop runs in this thread, perhaps as an attached_loop.
 */
template <
    detail::awaitable A,
    boost::asio::completion_token_for<
        typename detail::completion<detail::await_result_t<A>>::signature> Token>
auto co_spawn(EventLoop const& loop, A what, Token&& token)
{
    using value = detail::await_result_t<A>;
    return boost::asio::async_initiate<Token, typename detail::completion<value>::signature>(
        [loop](auto handler, A coroutine) {
            detail::call_at_end<value>(loop.create_task(std::move(coroutine)), std::move(handler));
        },
        token,
        std::move(what));
}

}  // namespace quartet::asyncio

#endif
