// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/greenlet.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/to_thread.hpp>
#include <quartet/gevent/event/async_result.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/multiprocessing.hpp>
#include <quartet/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <thread>
#include <vector>

#include "support/coroutines.hpp"

// Tasks wait for what the other modules have, and greenlets for tasks.
namespace {

using namespace quartet_test;
namespace gevent = quartet::gevent;
namespace mp = quartet::multiprocessing;
namespace futures = quartet::concurrent::futures;

}  // namespace

BOOST_AUTO_TEST_CASE(a_task_awaits_a_greenlet)
{
    auto body = []() -> Coroutine<void> {
        auto const g = gevent::spawn([] {
            gevent::sleep(0.01);
            return 5;
        });
        auto const [result, other] = co_await asyncio::gather(g, after_turns(3, 2));
        BOOST_TEST(result == 5);
        int const again = co_await g;
        BOOST_TEST(again == 5);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(to_cancel_a_task_kills_the_greenlet_that_it_awaits)
{
    auto body = []() -> Coroutine<void> {
        auto const g = gevent::spawn([] { gevent::sleep(3600); });
        auto waits = [](gevent::Greenlet<> which) -> Coroutine<void> { co_await which; };
        auto const t = asyncio::create_task(waits(g));
        co_await turns(3);
        t.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(t);
        BOOST_TEST(cancelled);
        BOOST_TEST(g.dead());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_greenlet_waits_for_a_task)
{
    auto const loop = asyncio::new_event_loop();
    auto const t = loop.create_task(after_turns(5, 7));
    int result = 0;
    auto const g = gevent::spawn([&] { result = t.get(); });
    auto const late = gevent::spawn([&] { return t.wait(0.5); });
    loop.run_until_complete(turns(20));
    g.join();
    BOOST_TEST(result == 7);
    BOOST_TEST(late.get());
    loop.close();
}

BOOST_AUTO_TEST_CASE(to_wait_for_a_task_runs_its_loop_if_nobody_does)
{
    auto const loop = asyncio::new_event_loop();
    BOOST_TEST(loop.create_task(after_turns(5, 7)).get() == 7);
    auto const never = loop.create_task(for_ever());
    BOOST_CHECK_THROW(never.get(0.01), quartet::TimeoutError);
    never.cancel();
    BOOST_CHECK_THROW(never.get(), asyncio::CancelledError);
    loop.close();
}

BOOST_AUTO_TEST_CASE(a_task_and_a_greenlet_wait_on_one_queue)
{
    quartet::queue::Queue<int> q;
    std::vector<int> got;
    auto const g = gevent::spawn([&] { got.push_back(q.get()); });
    auto body = [&]() -> Coroutine<void> {
        auto const waits = asyncio::to_greenlet([&] { return q.get(); });
        co_await turns(3);
        q.put(1);
        q.put(2);
        got.push_back(co_await waits);
    };
    asyncio::run(body());
    g.join();
    BOOST_TEST((got == std::vector{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_task_awaits_queues_and_processes_of_multiprocessing)
{
    auto body = []() -> Coroutine<void> {
        mp::Queue<int> to;
        mp::Queue<int> from;
        mp::Process p(
            [](mp::Queue<int> in, mp::Queue<int> out) { out.put(2 * in.get()); }, to, from);
        p.start();
        auto const waits = asyncio::to_greenlet([&] { return from.get(); });
        co_await turns(3);
        BOOST_TEST(!waits.done());
        to.put(21);
        int const answer = co_await waits;
        BOOST_TEST(answer == 42);
        co_await asyncio::to_greenlet([&] { p.join(); });
        BOOST_TEST((p.exitcode() == 0));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_awaits_what_was_submitted_to_an_executor)
{
    auto body = []() -> Coroutine<int> {
        futures::ThreadPoolExecutor pool(1);
        auto const submitted = pool.submit([](int x) { return x + 1; }, 4);
        co_return co_await submitted;
    };
    BOOST_TEST(asyncio::run(body()) == 5);
}

BOOST_AUTO_TEST_CASE(an_item_that_comes_with_the_cancellation_is_not_lost)
{
    auto body = []() -> Coroutine<void> {
        quartet::queue::Queue<int> q;
        int got = 0;
        auto getter = [&]() -> Coroutine<void> {
            co_await asyncio::to_greenlet([&] { return q.get(); });
            ++got;
        };
        int put = 0;
        for (int i = 0; i != 300; ++i)
        {
            auto const t = asyncio::create_task(getter());
            co_await turns(i % 5);
            q.put(i);
            ++put;
            co_await turns(i % 3);
            t.cancel();
            static_cast<void>(co_await throws<asyncio::CancelledError>(t));
            BOOST_TEST_REQUIRE(got + int(q.qsize()) == put);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_the_function_throws_is_thrown_in_the_task)
{
    auto body = []() -> Coroutine<void> {
        bool const failed = co_await throws<std::runtime_error>(
            asyncio::to_greenlet([]() -> int { throw std::runtime_error("x"); }));
        BOOST_TEST(failed);
        auto const never = asyncio::to_greenlet([] { return 1; });
        never.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(never);
        BOOST_TEST(cancelled);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_waits_as_a_greenlet_would_blocks_the_thread_or_is_refused)
{
    auto body = []() -> Coroutine<void> {
        bool has_run = false;
        auto const other = gevent::spawn([&] { has_run = true; });
        gevent::sleep(0);
        gevent::sleep(0.001);
        BOOST_TEST(!has_run);
        BOOST_CHECK_THROW(other.join(), quartet::AssertionError);
        BOOST_CHECK_THROW(gevent::idle(), quartet::AssertionError);
        BOOST_CHECK_THROW(gevent::get_hub().join(), quartet::RuntimeError);
        co_await other;
        BOOST_TEST(has_run);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_cannot_block_for_another_task)
{
    auto body = []() -> Coroutine<void> {
        auto const t = asyncio::create_task(turns(1));
        BOOST_CHECK_THROW(t.wait(), quartet::RuntimeError);
        co_await t;
    };
    asyncio::run(body());
}
