// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task_group.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::TaskGroup;
using asyncio::with;
using quartet::ExceptionGroup;

/// What the group of `body` throws.
template <class Body>
Coroutine<std::size_t> exceptions_of(Body body)
{
    try
    {
        co_await with(TaskGroup(), body);
    }
    catch (ExceptionGroup const& e)
    {
        co_return e.exceptions().size();
    }
    co_return 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_waits_for_all_its_tasks)
{
    auto body = []() -> Coroutine<void> {
        asyncio::Task<int> a;
        auto two = [&](TaskGroup& group) -> Coroutine<void> {
            a = group.create_task(after_turns(5, 2));
            group.create_task({.name = "second"}, turns(3));
            co_return;
        };
        co_await with(TaskGroup(), two);
        BOOST_TEST(a.result() == 2);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_fails_cancels_the_others_and_the_body)
{
    auto body = []() -> Coroutine<void> {
        int cancelled = 0;
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(until_cancelled(cancelled));
            group.create_task(fails_after(2, "x"));
            co_await until_cancelled(cancelled);
        };
        std::size_t const count = co_await exceptions_of(group_body);
        BOOST_TEST(count == 1u);
        BOOST_TEST(cancelled == 2);
        BOOST_TEST(asyncio::current_task()->cancelling() == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_fails_after_the_body_cancels_the_others)
{
    auto body = []() -> Coroutine<void> {
        int cancelled = 0;
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(until_cancelled(cancelled));
            group.create_task(fails_after(3, "x"));
            co_return;
        };
        std::size_t const count = co_await exceptions_of(group_body);
        BOOST_TEST(count == 1u);
        BOOST_TEST(cancelled == 1);
        co_await turns(2);  // nobody cancels us afterwards
        BOOST_TEST(asyncio::current_task()->cancelling() == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_body_is_in_the_group)
{
    auto body = []() -> Coroutine<void> {
        int cancelled = 0;
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(until_cancelled(cancelled));
            co_await turns(1);
            throw std::runtime_error("body");
        };
        std::string text;
        try
        {
            co_await with(TaskGroup(), group_body);
        }
        catch (ExceptionGroup const& e)
        {
            text = e.what();
        }
        BOOST_TEST(text == "unhandled errors in a TaskGroup (1 sub-exception)");
        BOOST_TEST(cancelled == 1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(all_that_fail_are_in_the_group)
{
    auto body = []() -> Coroutine<void> {
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(fails_after(1, "x"));
            group.create_task(fails_after(1, "y"));
            co_return;
        };
        std::size_t const count = co_await exceptions_of(group_body);
        BOOST_TEST(count == 2u);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(to_cancel_who_is_in_it_cancels_all)
{
    auto body = []() -> Coroutine<void> {
        int cancelled = 0;
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(until_cancelled(cancelled));
            co_return;
        };
        auto const t = asyncio::create_task(with(TaskGroup(), group_body));
        co_await turns(3);
        t.cancel();
        bool const thrown = co_await throws<asyncio::CancelledError>(t);
        BOOST_TEST(thrown);
        BOOST_TEST(cancelled == 1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_is_cancelled_alone_is_no_failure)
{
    auto body = []() -> Coroutine<void> {
        asyncio::Task<> alone;
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            alone = group.create_task(for_ever());
            co_await turns(1);
            alone.cancel();
        };
        co_await with(TaskGroup(), group_body);
        BOOST_TEST(alone.cancelled());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(no_task_is_made_before_or_after)
{
    auto body = []() -> Coroutine<void> {
        TaskGroup unused;
        BOOST_CHECK_THROW(unused.create_task(turns(1)), quartet::RuntimeError);
        TaskGroup* kept = nullptr;
        auto group_body = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(fails_after(0, "x"));
            bool const cancelled = co_await throws<asyncio::CancelledError>(for_ever());
            BOOST_TEST(cancelled);
            BOOST_CHECK_THROW(group.create_task(turns(1)), quartet::RuntimeError);
            kept = &group;
        };
        std::size_t const count = co_await exceptions_of(group_body);
        BOOST_TEST(count == 1u);
        BOOST_TEST(kept != nullptr);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(groups_can_be_nested)
{
    auto body = []() -> Coroutine<void> {
        auto inner = [&](TaskGroup& group) -> Coroutine<void> {
            group.create_task(fails_after(1, "inner"));
            co_return;
        };
        auto outer = [&](TaskGroup&) -> Coroutine<void> { co_await with(TaskGroup(), inner); };
        std::size_t const count = co_await exceptions_of(outer);
        BOOST_TEST(count == 1u);
    };
    asyncio::run(body());
}
