// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/wait_for.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::wait_for;
using quartet::TimeoutError;

}  // namespace

BOOST_AUTO_TEST_CASE(it_gives_what_comes_in_time)
{
    BOOST_TEST(asyncio::run(wait_for(after_turns(2, 5), 10)) == 5);
    BOOST_TEST(asyncio::run(wait_for(after_turns(2, 6), std::nullopt)) == 6);
    BOOST_CHECK_THROW(asyncio::run(wait_for(fails_after(1, "x"), 10)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(what_is_late_is_cancelled_and_waited_for)
{
    int cancelled = 0;
    BOOST_CHECK_THROW(asyncio::run(wait_for(until_cancelled(cancelled), 0.01)), TimeoutError);
    BOOST_TEST(cancelled == 1);
}

BOOST_AUTO_TEST_CASE(without_time_a_coroutine_does_not_begin)
{
    bool begun = false;
    auto note = [](bool& has) -> Coroutine<void> {
        has = true;
        co_return;
    };
    BOOST_CHECK_THROW(asyncio::run(wait_for(note(begun), 0)), TimeoutError);
    BOOST_TEST(!begun);
}

BOOST_AUTO_TEST_CASE(without_time_a_future_that_is_done_has_its_result)
{
    auto body = []() -> Coroutine<int> {
        asyncio::Future<int> const f;
        f.set_result(3);
        co_return co_await wait_for(f, -1);
    };
    BOOST_TEST(asyncio::run(body()) == 3);
}

BOOST_AUTO_TEST_CASE(to_cancel_who_waits_cancels_what_he_waits_for)
{
    auto body = []() -> Coroutine<void> {
        int cancelled = 0;
        auto const inner = asyncio::create_task(until_cancelled(cancelled));
        auto const outer = asyncio::create_task(wait_for(inner, 10));
        co_await turns(2);
        outer.cancel();
        bool const thrown = co_await throws<asyncio::CancelledError>(outer);
        BOOST_TEST(thrown);
        BOOST_TEST(inner.cancelled());
    };
    asyncio::run(body());
}
