// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/run.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;

Coroutine<int> noted(int& begun)
{
    ++begun;
    co_return 7;
}

Coroutine<int> nested(int depth)
{
    if (depth == 0)
    {
        co_return 0;
    }
    co_return 1 + co_await nested(depth - 1);
}

Coroutine<int> nested_with_a_turn(int depth)
{
    if (depth == 0)
    {
        co_await asyncio::sleep(0);
        co_return 0;
    }
    co_return 1 + co_await nested_with_a_turn(depth - 1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_runs_only_when_it_is_awaited)
{
    int begun = 0;
    auto c = noted(begun);
    BOOST_TEST(begun == 0);
    BOOST_TEST(asyncio::run(std::move(c)) == 7);
    BOOST_TEST(begun == 1);
}

BOOST_AUTO_TEST_CASE(an_exception_arrives_where_it_is_awaited)
{
    auto body = []() -> Coroutine<bool> {
        co_return co_await throws<std::runtime_error>(fails_after(0, "x"));
    };
    BOOST_TEST(asyncio::run(body()));
    BOOST_CHECK_THROW(asyncio::run(fails_after(1, "x")), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(its_result_need_not_be_copyable)
{
    auto body = []() -> Coroutine<std::unique_ptr<int>> { co_return std::make_unique<int>(5); };
    BOOST_TEST(*asyncio::run(body()) == 5);
}

BOOST_AUTO_TEST_CASE(to_await_it_twice_is_an_error)
{
    auto body = []() -> Coroutine<bool> {
        auto once = after_turns(0, 1);
        co_await once;
        bool caught = false;
        try
        {
            co_await once;
        }
        catch (quartet::RuntimeError const&)
        {
            caught = true;
        }
        co_return caught;
    };
    BOOST_TEST(asyncio::run(body()));
}

BOOST_AUTO_TEST_CASE(it_prints_the_name_of_its_function_and_its_address)
{
    auto c = after_turns(1, 2);
    std::ostringstream text;
    text << c;
    BOOST_TEST(
        std::regex_match(text.str(), std::regex("<coroutine object after_turns at 0x[0-9a-f]+>")));
    BOOST_TEST(c.name() == std::string("after_turns"));
    c.close();
}

BOOST_AUTO_TEST_CASE(a_loop_over_coroutines_that_return_at_once_needs_no_stack)
{
    auto body = []() -> Coroutine<int> {
        int sum = 0;
        for (int i = 0; i != 1'000'000; ++i)
        {
            sum += co_await nested(0) + 1;
        }
        co_return sum;
    };
    BOOST_TEST(asyncio::run(body()) == 1'000'000);
}

BOOST_AUTO_TEST_CASE(a_long_chain_of_coroutines_needs_no_stack)
{
    BOOST_TEST(asyncio::run(nested(100'000)) == 100'000);
    BOOST_TEST(asyncio::run(nested_with_a_turn(100'000)) == 100'000);
}

BOOST_AUTO_TEST_CASE(what_it_has_is_destroyed_when_it_ends)
{
    auto const seen = std::make_shared<int>(1);
    auto holds = [](std::shared_ptr<int>) -> Coroutine<void> { co_await turns(2); };
    asyncio::run(holds(seen));
    BOOST_TEST(seen.use_count() == 1);
}
