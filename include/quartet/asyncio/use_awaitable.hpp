// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_USE_AWAITABLE_HPP
#define QUARTET_ASYNCIO_USE_AWAITABLE_HPP

#include <quartet/asyncio/detail/asio_wait.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>

#include <tuple>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// A completion token of Asio, with which a task awaits any of its operations.
/**
 * An error becomes boost::system::system_error, an exception is thrown; what else the handler would
 * get is the result: nothing, the value, or a tuple of them. To cancel the task cancels the
 * operation, of the kinds that the operation can do.
 *
 * Not a part of quartet/asyncio.hpp, which does not include Asio.
 *
 * @par Example
 * @code
 * boost::asio::steady_timer timer(asyncio::io_context_of(asyncio::get_running_loop()), 1s);
 * co_await timer.async_wait(asyncio::use_awaitable);
 *
 * using socket = asyncio::use_awaitable_t::as_default_on_t<tcp::socket>;
 * std::size_t n = co_await connection.async_read_some(buffer);
 * @endcode
 */
struct use_awaitable_t
{
    constexpr use_awaitable_t() = default;

    /// An executor with which this is the default token.
    template <class Executor>
    struct executor_with_default : Executor
    {
        using default_completion_token_type = use_awaitable_t;

        template <class Other>
        requires(
            !std::is_same_v<Other, executor_with_default> && std::is_convertible_v<Other, Executor>)
            executor_with_default(Other const& other)
        noexcept
            : Executor(other)
        {}
    };

    /// An I/O object of which this is the default token.
    template <class Object>
    using as_default_on_t = typename Object::template rebind_executor<
        executor_with_default<typename Object::executor_type>>::other;
};
inline constexpr use_awaitable_t use_awaitable;

/// The io_context that a running loop runs: for objects of Asio. It may only be run by the loop.
QUARTET_DECL boost::asio::io_context& io_context_of(EventLoop const& loop);

}  // namespace quartet::asyncio

/// How Asio starts an operation with the token: not before it is awaited.
template <class... Args>
class boost::asio::async_result<quartet::asyncio::use_awaitable_t, void(Args...)>
{
public:
    template <class Initiation, class... InitArgs>
    static auto initiate(Initiation initiation, quartet::asyncio::use_awaitable_t, InitArgs... args)
    {
        auto start = [initiation = std::move(initiation),
                      args = std::make_tuple(std::move(args)...)](auto handler) mutable {
            std::apply(
                [&](auto&... each) {
                    std::move(initiation)(std::move(handler), std::move(each)...);
                },
                args);
        };
        return quartet::asyncio::detail::asio_operation<decltype(start), Args...>{std::move(start)};
    }
};

#endif
