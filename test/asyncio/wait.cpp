// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/wait.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;

std::vector<asyncio::Task<int>> three()
{
    return {
        create_task(after_turns(90, 3)),
        create_task(fails_after(9, "x")),
        create_task(after_turns(1, 1))};
}

void let_them_end(std::vector<asyncio::Task<int>> const& all)
{
    for (auto const& each : all)
    {
        each.cancel();
        each.core().mark_seen();
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(it_waits_for_all_and_throws_nothing)
{
    auto body = []() -> Coroutine<void> {
        auto const result = co_await asyncio::wait(three());
        BOOST_TEST(result.done.size() == 3u);
        BOOST_TEST(result.pending.empty());
        BOOST_TEST((result.done[1].exception() != nullptr));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_waits_for_the_first_or_the_first_exception)
{
    auto body = []() -> Coroutine<void> {
        auto const all = three();
        auto const first = co_await asyncio::wait(all, {}, asyncio::FIRST_COMPLETED);
        BOOST_TEST((first.done == std::vector(1, all[2])));
        BOOST_TEST(first.pending.size() == 2u);
        auto const failed = co_await asyncio::wait(all, {}, asyncio::FIRST_EXCEPTION);
        BOOST_TEST((failed.pending == std::vector(1, all[0])));
        let_them_end(all);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(when_the_time_is_over_none_is_cancelled)
{
    auto body = []() -> Coroutine<void> {
        auto const t = create_task(for_ever());
        std::vector<asyncio::Task<>> const all(1, t);
        auto const result = co_await asyncio::wait(all, 0.01);
        BOOST_TEST(result.done.empty());
        BOOST_TEST(result.pending.size() == 1u);
        BOOST_TEST(!t.done());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_may_be_cancelled)
{
    auto body = []() -> Coroutine<void> {
        auto const t = create_task(for_ever());
        auto const waits = create_task(asyncio::wait(std::vector<asyncio::Task<>>(1, t)));
        co_await turns(2);
        waits.cancel();
        bool const thrown = co_await throws<asyncio::CancelledError>(waits);
        BOOST_TEST(thrown);
        BOOST_TEST(!t.done());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(none_is_an_error)
{
    BOOST_CHECK_THROW(
        asyncio::run(asyncio::wait(std::vector<asyncio::Task<int>>())), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(as_completed_gives_them_in_the_order_of_their_ends)
{
    auto body = []() -> Coroutine<void> {
        std::vector<Coroutine<int>> coroutines;
        for (int turn : {9, 1, 5})
        {
            coroutines.push_back(after_turns(turn, turn));
        }
        asyncio::as_completed<int> all(std::move(coroutines));
        std::vector<int> order;
        while (auto const next = co_await all.next())
        {
            order.push_back(next->result());
        }
        BOOST_TEST((order == std::vector{1, 5, 9}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(as_completed_has_a_limit_of_time)
{
    auto body = []() -> Coroutine<void> {
        std::vector<asyncio::Task<>> const tasks(1, create_task(for_ever()));
        asyncio::as_completed<void> all(tasks, 0.01);
        bool const thrown = co_await throws<quartet::TimeoutError>(all.next());
        BOOST_TEST(thrown);
    };
    asyncio::run(body());
}
