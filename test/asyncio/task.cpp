// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;

Coroutine<void> note(std::vector<int>& in, int number)
{
    in.push_back(number);
    co_await turns(1);
    in.push_back(number);
}

Coroutine<std::string> own_name()
{
    co_return asyncio::current_task()->get_name();
}

}  // namespace

BOOST_AUTO_TEST_CASE(tasks_begin_in_the_next_round_in_their_order)
{
    auto body = []() -> Coroutine<void> {
        std::vector<int> order;
        auto const a = create_task(note(order, 1));
        auto const b = create_task(note(order, 2));
        BOOST_TEST(order.empty());
        co_await a;
        co_await b;
        BOOST_TEST((order == std::vector{1, 2, 1, 2}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_eager_task_runs_at_once_up_to_its_first_wait)
{
    auto body = []() -> Coroutine<void> {
        std::vector<int> order;
        auto const a = create_task({.eager_start = true}, note(order, 1));
        BOOST_TEST((order == std::vector{1}));
        asyncio::get_running_loop().eager_tasks(true);
        auto const b = create_task(after_turns(0, 5));
        BOOST_TEST(b.done());
        BOOST_TEST(co_await b == 5);
        co_await a;
        BOOST_TEST(asyncio::current_task()->get_coro() == std::string("operator()"));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_has_a_name)
{
    auto body = []() -> Coroutine<void> {
        BOOST_TEST(co_await create_task({.name = "reader"}, own_name()) == "reader");
        auto const t = create_task(own_name());
        BOOST_TEST(t.get_name().substr(0, 5) == "Task-");
        t.set_name("renamed");
        BOOST_TEST(co_await t == "renamed");
        BOOST_TEST(t.get_coro() == std::string("own_name"));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(all_tasks_gives_those_that_are_not_done)
{
    auto body = []() -> Coroutine<void> {
        auto const ended = create_task(turns(0));
        auto const sleeps = create_task(for_ever());
        co_await ended;
        std::vector<asyncio::task> const expected{*asyncio::current_task(), sleeps};
        BOOST_TEST((asyncio::all_tasks() == expected));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_nobody_holds_goes_on)
{
    int finished = 0;
    auto body = [&]() -> Coroutine<void> {
        auto one = [](int& count) -> Coroutine<void> {
            co_await turns(3);
            ++count;
        };
        for (int i = 0; i != 10; ++i)
        {
            create_task(one(finished));
        }
        co_await turns(5);
    };
    asyncio::run(body());
    BOOST_TEST(finished == 10);
}

BOOST_AUTO_TEST_CASE(an_exception_that_nobody_asks_for_is_reported)
{
    auto body = []() -> Coroutine<void> {
        reports const seen(asyncio::get_running_loop());
        create_task(fails_after(0, "x"));
        co_await turns(2);
        BOOST_TEST_REQUIRE(seen.messages.size() == 1u);
        BOOST_TEST(seen.messages[0] == "Task exception was never retrieved");
        asyncio::get_running_loop().set_exception_handler(nullptr);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_cannot_await_itself)
{
    auto body = []() -> Coroutine<void> {
        asyncio::Task<> self;
        auto awaits_itself = [](asyncio::Task<> const& which) -> Coroutine<void> {
            co_await which;
        };
        self = create_task(awaits_itself(self));
        BOOST_TEST(co_await throws<quartet::RuntimeError>(self));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(without_a_running_loop_there_are_no_tasks)
{
    BOOST_CHECK_THROW(create_task(asyncio::sleep(0)), quartet::RuntimeError);
    BOOST_CHECK_THROW(asyncio::current_task(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(a_task_that_throws_system_exit_ends_the_run)
{
    auto body = []() -> Coroutine<void> {
        auto exits = []() -> Coroutine<void> {
            co_await turns(1);
            throw quartet::SystemExit(3);
        };
        create_task(exits());
        co_await for_ever();
    };
    BOOST_CHECK_THROW(asyncio::run(body()), quartet::SystemExit);
}
