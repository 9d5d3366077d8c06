// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_ASIO_WAIT_HPP
#define QUARTET_ASYNCIO_DETAIL_ASIO_WAIT_HPP

#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/ref.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/detail/config.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/system_error.hpp>

#include <coroutine>
#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace quartet::asyncio::detail {

/// What a handler of Asio has of the task that waits for it; outlives both.
class QUARTET_DECL asio_link : public counted<asio_link>
{
public:
    virtual ~asio_link() = default;

    explicit asio_link(task_core& who) noexcept
        : loop_(&who.loop())
        , task_(&who)
    {}

    /// The task is not there any more. Asks the operation to end, if it has not.
    void abandon();

    /// The task was cancelled.
    void cancel();

    boost::asio::cancellation_slot slot() noexcept { return signal_.slot(); }

protected:
    /// The result is stored. In any thread.
    void completed();

private:
    void go_on();

    ref<loop_core> const loop_;
    ref<task_core> task_;  // null: nobody waits. Of the loop's thread.
    boost::asio::cancellation_signal signal_;
};

template <class... Args>
class asio_result final : public asio_link
{
public:
    using asio_link::asio_link;

    void complete(Args... args)
    {
        result.emplace(std::move(args)...);
        completed();
    }
    std::optional<std::tuple<Args...>> result;
};

/// The result without the error, which is thrown.
inline void give(std::tuple<>&&) {}
template <class T>
T give(std::tuple<T>&& values)
{
    return std::get<0>(std::move(values));
}
template <class T, class U, class... More>
auto give(std::tuple<T, U, More...>&& values)
{
    return std::move(values);
}

template <class First, class... Rest>
auto result_of(std::tuple<First, Rest...>&& values)
{
    if constexpr (std::is_same_v<First, boost::system::error_code>)
    {
        if (std::get<0>(values))
        {
            throw boost::system::system_error(std::get<0>(values));
        }
        return std::apply(
            [](First&, Rest&... rest) { return give(std::tuple<Rest...>(std::move(rest)...)); },
            values);
    }
    else if constexpr (std::is_same_v<First, std::exception_ptr>)
    {
        if (std::get<0>(values) != nullptr)
        {
            std::rethrow_exception(std::get<0>(values));
        }
        return std::apply(
            [](First&, Rest&... rest) { return give(std::tuple<Rest...>(std::move(rest)...)); },
            values);
    }
    else
    {
        return give(std::move(values));
    }
}
inline void result_of(std::tuple<>&&) {}

template <class... Args>
struct asio_handler
{
    using cancellation_slot_type = boost::asio::cancellation_slot;

    cancellation_slot_type get_cancellation_slot() const noexcept { return to->slot(); }
    void operator()(Args... args) const { to->complete(std::move(args)...); }

    ref<asio_result<Args...>> to;
};

/// How a task waits for an operation of Asio.
template <class Start, class... Args>
class asio_wait : public awaiter_tag, private suspension
{
public:
    explicit asio_wait(Start& start) noexcept
        : suspension(how)
        , start_(start)
    {}
    ~asio_wait()
    {
        if (link_ != nullptr)
        {
            link_->abandon();  // the coroutine may be destroyed where it waits
        }
    }

    bool await_ready() const noexcept { return false; }

    template <std::derived_from<promise_base> Promise>
    void await_suspend(std::coroutine_handle<Promise> by)
    {
        task_ = &task_of(by.promise());
        link_ = new asio_result<Args...>(*task_);
        start_(asio_handler<Args...>{link_});
        task_->wait_in(*this);
    }

    auto await_resume()
    {
        task_->check_cancelled();
        return result_of(std::move(*link_->result));
    }

private:
    static bool on_cancel(suspension& which, std::string const&)
    {
        static_cast<asio_wait&>(which).link_->cancel();
        return false;
    }
    static constexpr kind how{&on_cancel, "operation of Asio"};

    Start& start_;
    ref<asio_result<Args...>> link_;
    task_core* task_ = nullptr;
};

/// An operation of Asio that begins when it is awaited.
template <class Start, class... Args>
struct asio_operation
{
    Start start;
    auto operator co_await() { return asio_wait<Start, Args...>(start); }
};

}  // namespace quartet::asyncio::detail

#endif
