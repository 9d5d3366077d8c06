// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::CancelledError;
using asyncio::create_task;

Coroutine<void> note_begin(bool& begun)
{
    begun = true;
    co_return;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_task_that_has_not_begun_never_does)
{
    auto body = []() -> Coroutine<void> {
        bool begun = false;
        auto const t = create_task(note_begin(begun));
        BOOST_TEST(t.cancel());
        BOOST_TEST(co_await throws<CancelledError>(t));
        BOOST_TEST(t.cancelled());
        BOOST_TEST(!begun);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_is_thrown_where_the_task_waits)
{
    auto body = []() -> Coroutine<void> {
        int thrown = 0;
        auto const t = create_task(until_cancelled(thrown));
        co_await turns(1);
        t.cancel("enough");
        std::string message;
        try
        {
            co_await t;
        }
        catch (CancelledError const& e)
        {
            message = e.what();
        }
        BOOST_TEST(message == "enough");
        BOOST_TEST(thrown == 1);
        BOOST_TEST(t.cancelled());
        BOOST_TEST(!t.cancel());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_awaits_a_task_passes_it_on_and_waits_for_its_end)
{
    auto body = []() -> Coroutine<void> {
        int thrown = 0;
        auto const inner = create_task(until_cancelled(thrown));
        auto awaits = [](asyncio::Task<> which) -> Coroutine<void> { co_await which; };
        auto const outer = create_task(awaits(inner));
        co_await turns(2);
        outer.cancel();
        BOOST_TEST(co_await throws<CancelledError>(outer));
        BOOST_TEST(inner.cancelled());
        BOOST_TEST(outer.cancelled());
        BOOST_TEST(thrown == 1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_may_go_on)
{
    auto body = []() -> Coroutine<void> {
        int left = -1;
        auto stubborn = [](int& requests) -> Coroutine<int> {
            try
            {
                co_await for_ever();
            }
            catch (CancelledError const&)
            {
                requests = asyncio::current_task()->uncancel();
            }
            co_await turns(2);
            co_return 4;
        };
        auto const t = create_task(stubborn(left));
        co_await turns(1);
        t.cancel();
        BOOST_TEST(t.cancelling() == 1);
        BOOST_TEST(co_await t == 4);
        BOOST_TEST(left == 0);
        BOOST_TEST(!t.cancelled());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_is_ready_is_thrown_it_at_its_next_turn)
{
    auto body = []() -> Coroutine<void> {
        int rounds = 0;
        auto spins = [](int& count) -> Coroutine<void> {
            for (;;)
            {
                co_await asyncio::sleep(0);
                ++count;
            }
        };
        auto const t = create_task(spins(rounds));
        co_await turns(3);
        int const before = rounds;
        t.cancel();
        BOOST_TEST(co_await throws<CancelledError>(t));
        BOOST_TEST(rounds == before);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_task_that_cancels_itself_is_thrown_it_at_its_next_wait)
{
    auto body = []() -> Coroutine<void> {
        bool went_on = false;
        auto itself = [](bool& on) -> Coroutine<void> {
            asyncio::current_task()->cancel();
            on = true;
            co_await turns(1);
            on = false;
        };
        auto const t = create_task(itself(went_on));
        BOOST_TEST(co_await throws<CancelledError>(t));
        BOOST_TEST(went_on);
    };
    asyncio::run(body());
}
