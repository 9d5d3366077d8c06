// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/queue.hpp>
#include <quartet/asyncio/run.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;
using asyncio::Queue;

Coroutine<void> put_up_to(Queue<int>& q, int count)
{
    for (int i = 0; i != count; ++i)
    {
        co_await q.put(i);
    }
}

Coroutine<long> sum_of(Queue<int>& q, int count)
{
    long sum = 0;
    for (int i = 0; i != count; ++i)
    {
        sum += co_await q.get();
        q.task_done();
    }
    co_return sum;
}

Coroutine<void> get_into(Queue<int>& q, std::vector<int>& got)
{
    got.push_back(co_await q.get());
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_put_is_got_once)
{
    auto body = []() -> Coroutine<void> {
        Queue<int> q(2);
        auto const [nothing, a, b] =
            co_await asyncio::gather(put_up_to(q, 100), sum_of(q, 60), sum_of(q, 40));
        BOOST_TEST(a + b == 4950);
        co_await q.join();
        BOOST_CHECK_THROW(q.task_done(), quartet::ValueError);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_does_not_wait_throws)
{
    auto body = []() -> Coroutine<void> {
        Queue<int> q(1);
        BOOST_CHECK_THROW(q.get_nowait(), asyncio::QueueEmpty);
        q.put_nowait(1);
        BOOST_TEST(q.full());
        BOOST_CHECK_THROW(q.put_nowait(2), asyncio::QueueFull);
        BOOST_TEST(q.get_nowait() == 1);
        BOOST_TEST(q.empty());
        co_return;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_orders_are_those_of_python)
{
    auto body = []() -> Coroutine<void> {
        asyncio::LifoQueue<int> last_first;
        asyncio::PriorityQueue<int> smallest_first;
        asyncio::PriorityQueue<int, std::greater<>> greatest_first;
        for (int const each : {2, 3, 1})
        {
            co_await last_first.put(each);
            co_await smallest_first.put(each);
            co_await greatest_first.put(each);
        }
        int const last = co_await last_first.get();
        int const smallest = co_await smallest_first.get();
        int const greatest = co_await greatest_first.get();
        BOOST_TEST(last == 1);
        BOOST_TEST(smallest == 1);
        BOOST_TEST(greatest == 3);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_waits_is_not_overtaken)
{
    auto body = []() -> Coroutine<void> {
        Queue<int> q;
        std::vector<int> got;
        auto const waits = create_task(get_into(q, got));
        co_await turns(1);
        q.put_nowait(1);
        BOOST_CHECK_THROW(q.get_nowait(), asyncio::QueueEmpty);
        co_await waits;
        BOOST_TEST((got == std::vector{1}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_cancelled_getter_neither_takes_nor_loses_an_item)
{
    auto body = []() -> Coroutine<void> {
        Queue<int> q;
        std::vector<int> got;
        std::minstd_rand random;
        for (int i = 0; i != 1000; ++i)
        {
            auto const first = create_task(get_into(q, got));
            auto const second = create_task(get_into(q, got));
            co_await turns(int(random() % 2));
            q.put_nowait(i);
            co_await turns(int(random() % 2));
            first.cancel();
            co_await turns(3);
            second.cancel();
            co_await turns(2);
            BOOST_TEST_REQUIRE(got.size() == std::size_t(i + 1));
            BOOST_TEST_REQUIRE(got.back() == i);
            BOOST_TEST_REQUIRE(q.empty());
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_cancelled_putter_neither_adds_nor_blocks)
{
    auto body = []() -> Coroutine<void> {
        Queue<int> q(1);
        q.put_nowait(0);
        std::minstd_rand random;
        auto puts = [](Queue<int>& to, int item) -> Coroutine<void> { co_await to.put(item); };
        for (int i = 0; i != 1000; ++i)
        {
            auto const first = create_task(puts(q, -1));
            auto const second = create_task(puts(q, i));
            co_await turns(1);
            bool const before = random() % 2 == 0;
            if (before)
            {
                first.cancel();
            }
            static_cast<void>(q.get_nowait());
            first.cancel();
            co_await turns(3);
            BOOST_TEST_REQUIRE(second.done());
            BOOST_TEST_REQUIRE(q.qsize() == 1u);
            BOOST_TEST_REQUIRE(q.get_nowait() == i);
            q.put_nowait(0);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(shut_down_it_gives_what_it_has_and_tells_everybody)
{
    auto body = []() -> Coroutine<void> {
        Queue<int> q(1);
        co_await q.put(1);
        auto const putter = create_task(put_up_to(q, 1));
        co_await turns(1);
        q.shutdown();
        bool told = co_await throws<asyncio::QueueShutDown>(putter);
        BOOST_TEST(told);
        BOOST_CHECK_THROW(q.put_nowait(2), asyncio::QueueShutDown);
        int const last = co_await q.get();
        BOOST_TEST(last == 1);
        BOOST_CHECK_THROW(q.get_nowait(), asyncio::QueueShutDown);

        Queue<int> empty;
        auto const getter = create_task(sum_of(empty, 1));
        co_await turns(1);
        empty.shutdown();
        told = co_await throws<asyncio::QueueShutDown>(getter);
        BOOST_TEST(told);

        Queue<int> thrown_away;
        thrown_away.put_nowait(1);
        thrown_away.shutdown(true);
        co_await thrown_away.join();
        BOOST_TEST(thrown_away.empty());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(items_need_not_be_copyable)
{
    auto body = []() -> Coroutine<void> {
        Queue<std::unique_ptr<int>> q;
        co_await q.put(std::make_unique<int>(4));
        auto const got = co_await q.get();
        BOOST_TEST(*got == 4);
    };
    asyncio::run(body());
}
