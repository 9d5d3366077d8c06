// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/task.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using namespace std::chrono_literals;

}  // namespace

BOOST_AUTO_TEST_CASE(it_lasts_as_long_as_it_is_told)
{
    auto const start = std::chrono::steady_clock::now();
    asyncio::run(asyncio::sleep(0.05));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 50ms));
}

BOOST_AUTO_TEST_CASE(those_who_sleep_shorter_come_first)
{
    std::vector<int> order;
    auto sleeper = [](std::vector<int>& in, int number) -> Coroutine<void> {
        co_await asyncio::sleep(number * 0.01);
        in.push_back(number);
    };
    auto body = [&]() -> Coroutine<void> {
        auto const c = asyncio::create_task(sleeper(order, 3));
        asyncio::create_task(sleeper(order, 1));
        asyncio::create_task(sleeper(order, 2));
        co_await c;
    };
    asyncio::run(body());
    BOOST_TEST((order == std::vector{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(it_gives_a_result)
{
    BOOST_TEST(asyncio::run(asyncio::sleep(0, std::string("rested"))) == "rested");
    BOOST_TEST(asyncio::run(asyncio::sleep(-1, 5)) == 5);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_is_refused)
{
    BOOST_CHECK_THROW(
        static_cast<void>(asyncio::sleep(std::numeric_limits<double>::quiet_NaN())),
        quartet::ValueError);
}
