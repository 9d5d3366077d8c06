// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/barrier.hpp>
#include <quartet/asyncio/condition.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

#include "support/coroutines.hpp"

// What tasks wait for until others say so: conditions, events, barriers.
namespace {

using namespace quartet_test;
using asyncio::Barrier;
using asyncio::Condition;
using asyncio::create_task;
using asyncio::Event;

Coroutine<void> wait_in(Condition& condition, int& woken)
{
    auto const with = co_await condition.scoped();
    co_await condition.wait();
    ++woken;
}

Coroutine<void> notify(Condition& condition, int count)
{
    auto const with = co_await condition.scoped();
    condition.notify(count);
}

Coroutine<int> pass(Barrier& barrier)
{
    co_return co_await barrier.wait();
}

}  // namespace

BOOST_AUTO_TEST_CASE(so_many_are_woken_as_are_notified)
{
    auto body = []() -> Coroutine<void> {
        Condition condition;
        int woken = 0;
        for (int i = 0; i != 4; ++i)
        {
            create_task(wait_in(condition, woken));
        }
        co_await turns(3);
        co_await notify(condition, 1);
        co_await turns(3);
        BOOST_TEST(woken == 1);
        co_await notify(condition, 10);
        co_await turns(6);
        BOOST_TEST(woken == 4);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_cancelled_waiter_has_the_lock_and_passes_the_wake_up_on)
{
    auto body = []() -> Coroutine<void> {
        Condition condition;
        int woken = 0;
        auto const first = create_task(wait_in(condition, woken));
        auto const second = create_task(wait_in(condition, woken));
        co_await turns(3);
        co_await notify(condition, 1);
        first.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(first);
        BOOST_TEST(cancelled);
        co_await second;
        BOOST_TEST(woken == 1);
        BOOST_TEST(!condition.locked());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_needs_the_lock)
{
    auto body = []() -> Coroutine<void> {
        Condition condition;
        bool const refused = co_await throws<quartet::RuntimeError>(condition.wait());
        BOOST_TEST(refused);
        BOOST_CHECK_THROW(condition.notify(), quartet::RuntimeError);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_event_wakes_everybody_also_if_it_is_cleared_at_once)
{
    auto body = []() -> Coroutine<void> {
        Event event;
        int woken = 0;
        auto waits = [](Event& of, int& count) -> Coroutine<void> {
            count += co_await of.wait() ? 1 : 0;
        };
        auto const a = create_task(waits(event, woken));
        auto const b = create_task(waits(event, woken));
        co_await turns(1);
        event.set();
        event.clear();
        co_await a;
        co_await b;
        BOOST_TEST(woken == 2);
        BOOST_TEST(!event.is_set());
        event.set();
        co_await event.wait();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_barrier_lets_all_pass_together_each_with_its_number)
{
    auto body = []() -> Coroutine<void> {
        Barrier barrier(3);
        for (int round = 0; round != 3; ++round)
        {
            auto const first = create_task(pass(barrier));
            co_await turns(2);
            BOOST_TEST(barrier.n_waiting() == 1);
            auto const [a, b, c] = co_await asyncio::gather(first, pass(barrier), pass(barrier));
            std::vector<int> numbers{a, b, c};
            std::sort(numbers.begin(), numbers.end());
            BOOST_TEST((numbers == std::vector{0, 1, 2}));
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_barrier_can_be_broken_and_reset)
{
    auto body = []() -> Coroutine<void> {
        Barrier barrier(2);
        auto const cancelled = create_task(pass(barrier));
        co_await turns(1);
        cancelled.cancel();
        co_await turns(2);
        BOOST_TEST(barrier.n_waiting() == 0);

        auto const waits = create_task(pass(barrier));
        co_await turns(1);
        barrier.reset();
        bool broken = co_await throws<asyncio::BrokenBarrierError>(waits);
        BOOST_TEST(broken);
        BOOST_TEST(!barrier.broken());

        barrier.abort();
        broken = co_await throws<asyncio::BrokenBarrierError>(pass(barrier));
        BOOST_TEST(broken);
        barrier.reset();
        auto const [a, b] = co_await asyncio::gather(pass(barrier), pass(barrier));
        BOOST_TEST(a + b == 1);
    };
    asyncio::run(body());
    BOOST_CHECK_THROW(Barrier(0), quartet::ValueError);
}
