// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;

}  // namespace

BOOST_AUTO_TEST_CASE(tasks_that_are_left_are_cancelled_and_waited_for)
{
    int cancelled = 0;
    auto lingers = [](int& count) -> Coroutine<void> {
        static_cast<void>(co_await throws<asyncio::CancelledError>(for_ever()));
        co_await turns(3);
        ++count;
    };
    auto body = [&]() -> Coroutine<void> {
        asyncio::create_task(lingers(cancelled));
        asyncio::create_task(lingers(cancelled));
        co_await turns(1);
    };
    asyncio::run(body());
    BOOST_TEST(cancelled == 2);
}

BOOST_AUTO_TEST_CASE(a_run_within_a_run_is_an_error)
{
    auto body = []() -> Coroutine<void> {
        auto inner = turns(0);
        BOOST_CHECK_THROW(asyncio::run(std::move(inner)), quartet::RuntimeError);
        co_return;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_runner_runs_several_in_one_loop)
{
    asyncio::Runner runner;
    auto const loop = runner.get_loop();
    BOOST_TEST(runner.run(after_turns(1, 1)) == 1);
    BOOST_TEST(runner.run(after_turns(2, 2)) == 2);
    BOOST_TEST((runner.get_loop() == loop));
    runner.close();
    runner.close();
    BOOST_TEST(loop.is_closed());
    BOOST_CHECK_THROW(runner.get_loop(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(greenlets_of_the_thread_run_meanwhile)
{
    std::vector<int> order;
    auto const g = quartet::gevent::spawn([&] {
        for (int i = 0; i != 3; ++i)
        {
            order.push_back(i);
            quartet::gevent::sleep(0);
        }
    });
    asyncio::run(turns(10));
    BOOST_TEST((order == std::vector{0, 1, 2}));
    g.join();
}

BOOST_AUTO_TEST_CASE(it_runs_in_a_greenlet_while_others_run)
{
    std::vector<int> results;
    auto const runs = [&](int number) {
        results.push_back(asyncio::run(after_turns(number, number)));
    };
    auto const first = quartet::gevent::spawn(runs, 5);
    auto const second = quartet::gevent::spawn(runs, 2);
    first.join();
    second.join();
    BOOST_TEST((results == std::vector{2, 5}));
}
