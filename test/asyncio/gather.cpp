// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;
using asyncio::gather;

Coroutine<std::string> text()
{
    co_await turns(2);
    co_return "text";
}

}  // namespace

BOOST_AUTO_TEST_CASE(results_come_in_the_order_of_the_arguments)
{
    auto body = []() -> Coroutine<void> {
        auto const [a, b, c] = co_await gather(after_turns(5, 1), text(), turns(1));
        BOOST_TEST(a == 1);
        BOOST_TEST(b == "text");
        static_assert(std::is_same_v<decltype(c), std::monostate const>);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(coroutines_begin_in_the_order_of_the_arguments)
{
    auto body = []() -> Coroutine<void> {
        std::vector<int> order;
        auto note = [](std::vector<int>& in, int number) -> Coroutine<void> {
            in.push_back(number);
            co_return;
        };
        co_await gather(note(order, 1), note(order, 2), note(order, 3));
        BOOST_TEST((order == std::vector{1, 2, 3}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_range_gives_a_vector)
{
    auto body = []() -> Coroutine<void> {
        std::vector<Coroutine<int>> all;
        for (int i = 0; i != 5; ++i)
        {
            all.push_back(after_turns(5 - i, i));
        }
        auto const results = co_await gather(std::move(all));
        BOOST_TEST((results == std::vector{0, 1, 2, 3, 4}));
        auto const none = co_await gather(std::vector<asyncio::Task<int>>());
        BOOST_TEST(none.empty());
        std::vector<asyncio::Task<>> tasks{create_task(turns(1)), create_task(turns(2))};
        co_await gather(tasks);
        BOOST_TEST(tasks[1].done());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_first_exception_is_thrown_and_the_others_go_on)
{
    auto body = []() -> Coroutine<void> {
        auto const goes_on = create_task(after_turns(5, 3));
        std::string what;
        try
        {
            co_await gather(fails_after(2, "second"), goes_on, fails_after(1, "first"));
        }
        catch (std::runtime_error const& e)
        {
            what = e.what();
        }
        BOOST_TEST(what == "first");
        BOOST_TEST(!goes_on.done());
        int const result = co_await goes_on;
        BOOST_TEST(result == 3);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(exceptions_can_be_results)
{
    auto body = []() -> Coroutine<void> {
        auto const [a, b] =
            co_await gather(asyncio::return_exceptions, after_turns(2, 1), fails_after(1, "x"));
        BOOST_TEST(std::get<0>(a) == 1);
        BOOST_CHECK_THROW(std::rethrow_exception(std::get<1>(b)), std::runtime_error);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(to_cancel_it_cancels_all)
{
    auto body = []() -> Coroutine<void> {
        int cancelled = 0;
        auto all = [](int& count) -> Coroutine<void> {
            co_await gather(until_cancelled(count), until_cancelled(count));
        };
        auto const t = create_task(all(cancelled));
        co_await turns(3);
        t.cancel();
        bool const thrown = co_await throws<asyncio::CancelledError>(t);
        BOOST_TEST(thrown);
        BOOST_TEST(cancelled == 2);
        BOOST_TEST(t.cancelled());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_is_cancelled_is_an_exception_of_the_whole)
{
    auto body = []() -> Coroutine<void> {
        auto const one = create_task(for_ever());
        auto const whole = gather(one, after_turns(3, 1));
        co_await turns(1);
        one.cancel();
        bool const thrown = co_await throws<asyncio::CancelledError>(whole);
        BOOST_TEST(thrown);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_same_task_may_be_there_twice)
{
    auto body = []() -> Coroutine<void> {
        auto const t = create_task(after_turns(1, 4));
        auto const [a, b] = co_await gather(t, t);
        BOOST_TEST(a + b == 8);
    };
    asyncio::run(body());
}
