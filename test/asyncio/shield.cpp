// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/shield.hpp>

#include <boost/test/unit_test.hpp>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_shielded_goes_on_when_who_waits_is_cancelled)
{
    auto body = []() -> Coroutine<void> {
        auto const inner = asyncio::create_task(after_turns(5, 7));
        auto waits = [](asyncio::Task<int> what) -> Coroutine<int> {
            co_return co_await asyncio::shield(what);
        };
        auto const outer = asyncio::create_task(waits(inner));
        co_await turns(2);
        outer.cancel();
        bool const thrown = co_await throws<asyncio::CancelledError>(outer);
        BOOST_TEST(thrown);
        BOOST_TEST(!inner.cancelled());
        int const result = co_await inner;
        BOOST_TEST(result == 7);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(results_errors_and_cancellations_come_through)
{
    auto body = []() -> Coroutine<void> {
        int const result = co_await asyncio::shield(after_turns(1, 3));
        BOOST_TEST(result == 3);
        bool const failed =
            co_await throws<std::runtime_error>(asyncio::shield(fails_after(1, "x")));
        BOOST_TEST(failed);
        auto const inner = asyncio::create_task(for_ever());
        auto const outer = asyncio::shield(inner);
        co_await turns(1);
        inner.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(outer);
        BOOST_TEST(cancelled);
    };
    asyncio::run(body());
}
