// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::Timeout;
using asyncio::with;
using quartet::TimeoutError;

}  // namespace

BOOST_AUTO_TEST_CASE(when_the_time_is_over_it_throws_timeout_error)
{
    auto body = [](int& cancelled) -> Coroutine<void> {
        bool late =
            co_await throws<TimeoutError>(with(asyncio::timeout(0.01), until_cancelled(cancelled)));
        BOOST_TEST(late);
        late = co_await throws<TimeoutError>(
            with(asyncio::timeout_at(0.0), until_cancelled(cancelled)));
        BOOST_TEST(late);
        BOOST_TEST(asyncio::current_task()->cancelling() == 0);
    };
    int cancelled = 0;
    asyncio::run(body(cancelled));
    BOOST_TEST(cancelled == 2);
}

BOOST_AUTO_TEST_CASE(what_ends_in_time_is_left_alone)
{
    auto body = []() -> Coroutine<void> {
        int const result = co_await with(asyncio::timeout(100), after_turns(2, 4));
        BOOST_TEST(result == 4);
        auto asks = [](Timeout& limit) -> Coroutine<bool> { co_return limit.expired(); };
        bool const expired = co_await with(asyncio::timeout(std::nullopt), asks);
        BOOST_TEST(!expired);
        bool const failed =
            co_await throws<std::runtime_error>(with(asyncio::timeout(100), fails_after(1, "x")));
        BOOST_TEST(failed);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_cancellation_by_somebody_else_passes_through)
{
    auto body = []() -> Coroutine<void> {
        auto const t = asyncio::create_task(with(asyncio::timeout(100), for_ever()));
        co_await turns(2);
        t.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(t);
        BOOST_TEST(cancelled);
        BOOST_TEST(t.cancelled());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(of_two_the_one_whose_time_is_over_throws)
{
    auto body = []() -> Coroutine<void> {
        bool inner_was_late = true;
        auto inner = [&]() -> Coroutine<void> {
            inner_was_late = co_await throws<TimeoutError>(with(asyncio::timeout(100), for_ever()));
        };
        bool const outer_was_late =
            co_await throws<TimeoutError>(with(asyncio::timeout(0.01), inner));
        BOOST_TEST(outer_was_late);
        BOOST_TEST(inner_was_late);  // not assigned: cancelled
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_can_be_rescheduled)
{
    auto body = []() -> Coroutine<void> {
        auto longer = [](Timeout& limit) -> Coroutine<int> {
            limit.reschedule(std::nullopt);
            co_await asyncio::sleep(0.03);
            BOOST_TEST(!limit.when().has_value());
            co_return 5;
        };
        int const result = co_await with(asyncio::timeout(0.01), longer);
        BOOST_TEST(result == 5);
        auto shorter = [](Timeout& limit) -> Coroutine<void> {
            limit.reschedule(0.0);
            co_await for_ever();
        };
        bool const late = co_await throws<TimeoutError>(with(asyncio::timeout(100), shorter));
        BOOST_TEST(late);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_is_for_tasks_and_for_once)
{
    Timeout outside(std::nullopt);
    BOOST_CHECK_THROW(outside.enter(), quartet::RuntimeError);
    BOOST_CHECK_THROW(outside.reschedule(std::nullopt), quartet::RuntimeError);
    auto body = []() -> Coroutine<void> {
        auto twice = [](Timeout& limit) -> Coroutine<void> {
            BOOST_CHECK_THROW(limit.enter(), quartet::RuntimeError);
            co_return;
        };
        co_await with(asyncio::timeout(100), twice);
    };
    asyncio::run(body());
}
