// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/use_awaitable.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using namespace std::chrono_literals;
using boost::asio::steady_timer;
using boost::asio::ip::tcp;
using socket = asyncio::use_awaitable_t::as_default_on_t<tcp::socket>;
using acceptor = asyncio::use_awaitable_t::as_default_on_t<tcp::acceptor>;

boost::asio::io_context& here()
{
    return asyncio::io_context_of(asyncio::get_running_loop());
}

Coroutine<void> wait_for_timer(std::chrono::milliseconds length)
{
    steady_timer timer(here(), length);
    co_await timer.async_wait(asyncio::use_awaitable);
}

Coroutine<void> serve_one(acceptor& at)
{
    socket client = co_await at.async_accept();
    std::string text(5, ' ');
    std::size_t const size = co_await boost::asio::async_read(client, boost::asio::buffer(text));
    BOOST_TEST(size == 5u);
    co_await boost::asio::async_write(client, boost::asio::buffer(text));
}

Coroutine<std::string> ask(tcp::endpoint whom)
{
    socket server(here());
    co_await server.async_connect(whom);
    std::string text = "hello";
    co_await boost::asio::async_write(server, boost::asio::buffer(text));
    text.assign(5, ' ');
    co_await boost::asio::async_read(server, boost::asio::buffer(text));
    co_return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_operation_is_awaited_while_others_run)
{
    auto body = []() -> Coroutine<void> {
        auto const waits = asyncio::create_task(wait_for_timer(30ms));
        co_await turns(5);
        BOOST_TEST(!waits.done());
        co_await waits;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_can_be_the_default_token)
{
    auto body = []() -> Coroutine<void> {
        acceptor at(here(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
        auto const [nothing, answer] =
            co_await asyncio::gather(serve_one(at), ask(at.local_endpoint()));
        BOOST_TEST(answer == "hello");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_error_is_thrown)
{
    auto body = []() -> Coroutine<void> {
        acceptor closed(here(), tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
        auto const nobody = closed.local_endpoint();
        closed.close();
        bool const refused = co_await throws<boost::system::system_error>(ask(nobody));
        BOOST_TEST(refused);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(to_cancel_the_task_cancels_the_operation)
{
    auto body = []() -> Coroutine<void> {
        auto const waits = asyncio::create_task(wait_for_timer(1h));
        co_await turns(2);
        waits.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(waits);
        BOOST_TEST(cancelled);
        BOOST_TEST(waits.cancelled());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_is_destroyed_where_it_waits_leaves_nothing)
{
    auto const loop = asyncio::new_event_loop();
    reports const seen(loop);
    loop.create_task(wait_for_timer(1h));
    loop.run_until_complete(turns(2));
    loop.close();
    BOOST_TEST(seen.messages.size() == 1u);
    asyncio::run(turns(3));
}

BOOST_AUTO_TEST_CASE(an_operation_may_end_in_another_thread)
{
    auto body = []() -> Coroutine<void> {
        boost::asio::thread_pool pool(1);
        for (int i = 0; i != 100; ++i)
        {
            co_await boost::asio::post(pool, asyncio::use_awaitable);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_is_reported)
{
    auto body = []() -> Coroutine<void> {
        reports const seen(asyncio::get_running_loop());
        boost::asio::post(here(), [] { throw std::runtime_error("x"); });
        co_await wait_for_timer(1ms);
        BOOST_TEST(
            (seen.messages == std::vector<std::string>(1, "Exception in a handler of Asio")));
        asyncio::get_running_loop().set_exception_handler(nullptr);
    };
    asyncio::run(body());
}
