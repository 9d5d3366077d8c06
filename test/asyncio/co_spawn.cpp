// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/attached_loop.hpp>
#include <quartet/asyncio/co_spawn.hpp>
#include <quartet/asyncio/gather.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
namespace asio = boost::asio;

/// What the handler got, if it was called.
struct outcome
{
    int calls = 0;
    int value = 0;
    bool has_failed = false;

    auto handler()
    {
        return [this](std::exception_ptr error, int result) {
            ++calls;
            value = result;
            has_failed = error != nullptr;
        };
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(tasks_run_on_an_io_context_that_somebody_else_runs)
{
    asio::io_context io(1);
    std::vector<std::string> order;
    {
        asyncio::attached_loop const loop(io);
        auto body = [&]() -> Coroutine<void> {
            order.push_back("task");
            co_await asyncio::sleep(0.01);
            order.push_back("slept");
            asio::steady_timer timer(io, std::chrono::milliseconds(1));
            co_await timer.async_wait(asyncio::use_awaitable);
            order.push_back("timer");
        };
        auto const t = asyncio::create_task(body());
        asio::post(io, [&] { order.push_back("posted"); });
        io.run();
        BOOST_TEST(t.done());
    }
    BOOST_TEST(order.size() == 4u);
    BOOST_TEST(order.back() == "timer");
    BOOST_CHECK_THROW(asyncio::get_running_loop(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(a_handler_gets_the_result_or_the_exception)
{
    asio::io_context io(1);
    asyncio::attached_loop const loop(io);
    outcome good;
    outcome bad;
    asyncio::co_spawn(loop, after_turns(3, 5), good.handler());
    asyncio::co_spawn(loop, fails_after(2, "x"), bad.handler());
    io.run();
    BOOST_TEST(good.calls == 1);
    BOOST_TEST(good.value == 5);
    BOOST_TEST(!good.has_failed);
    BOOST_TEST(bad.calls == 1);
    BOOST_TEST(bad.has_failed);
}

BOOST_AUTO_TEST_CASE(it_is_cancelled_with_the_slot_of_the_handler)
{
    asio::io_context io(1);
    asyncio::attached_loop const loop(io);
    asio::cancellation_signal signal;
    int cancelled = 0;
    bool has_failed = false;
    asyncio::co_spawn(
        loop,
        until_cancelled(cancelled),
        asio::bind_cancellation_slot(
            signal.slot(), [&](std::exception_ptr error) { has_failed = error != nullptr; }));
    asio::steady_timer timer(io, std::chrono::milliseconds(5));
    timer.async_wait([&](auto) { signal.emit(asio::cancellation_type::all); });
    io.run();
    BOOST_TEST(cancelled == 1);
    BOOST_TEST(has_failed);
}

BOOST_AUTO_TEST_CASE(a_coroutine_of_asio_awaits_one_of_ours)
{
    asio::io_context io(1);
    asyncio::attached_loop const loop(io);
    int result = 0;
    auto theirs = [&]() -> asio::awaitable<void> {
        result = co_await asyncio::co_spawn(loop, after_turns(2, 9), asio::use_awaitable);
    };
    asio::co_spawn(io, theirs(), asio::detached);
    auto future = asyncio::co_spawn(loop, turns(1), asio::use_future);
    io.run();
    BOOST_TEST(result == 9);
    future.get();
}

BOOST_AUTO_TEST_CASE(tasks_that_are_left_are_destroyed_with_the_loop)
{
    asio::io_context io(1);
    auto const holder = std::make_shared<int>(1);
    auto holds = [](std::shared_ptr<int>) -> Coroutine<void> { co_await for_ever(); };
    {
        asyncio::attached_loop const loop(io);
        reports const seen(loop);
        asyncio::create_task(holds(holder));
        io.run_for(std::chrono::milliseconds(5));
        BOOST_TEST(holder.use_count() == 2);
        loop.get_loop().set_exception_handler([](auto const&) {});
    }
    BOOST_TEST(holder.use_count() == 1);
}
