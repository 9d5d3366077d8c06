// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/lock.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/semaphore.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

#include "support/coroutines.hpp"

// Locks and semaphores, which are locks for several.
namespace {

using namespace quartet_test;
using asyncio::BoundedSemaphore;
using asyncio::create_task;
using asyncio::Lock;
using asyncio::Semaphore;

template <class L>
Coroutine<void> enter(L& lock, int& inside, int& most)
{
    for (int i = 0; i != 10; ++i)
    {
        auto const with = co_await lock.scoped();
        most = std::max(most, ++inside);
        co_await turns(1);
        --inside;
    }
}

template <class L>
Coroutine<int> most_inside(L& lock)
{
    int inside = 0;
    int most = 0;
    std::vector<Coroutine<void>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(enter(lock, inside, most));
    }
    co_await asyncio::gather(std::move(all));
    co_return most;
}

Coroutine<void> note(Lock& lock, std::vector<int>& order, int number)
{
    co_await lock.acquire();
    order.push_back(number);
    lock.release();
}

}  // namespace

BOOST_AUTO_TEST_CASE(so_many_are_inside_as_may_be)
{
    Lock lock;
    BOOST_TEST(asyncio::run(most_inside(lock)) == 1);
    BOOST_TEST(!lock.locked());
    Semaphore three(3);
    BOOST_TEST(asyncio::run(most_inside(three)) == 3);
    BOOST_TEST(!three.locked());
}

BOOST_AUTO_TEST_CASE(first_come_first_served)
{
    auto body = []() -> Coroutine<void> {
        Lock lock;
        std::vector<int> order;
        co_await lock.acquire();
        auto const a = create_task(note(lock, order, 1));
        auto const b = create_task(note(lock, order, 2));
        co_await turns(1);
        lock.release();
        BOOST_TEST(lock.locked());  // it is the first one's already
        co_await note(lock, order, 3);
        BOOST_TEST((order == std::vector{1, 2, 3}));
        BOOST_TEST(b.done());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_cancelled_waiter_neither_keeps_nor_loses_it)
{
    auto body = []() -> Coroutine<void> {
        Lock lock;
        std::minstd_rand random;
        for (int i = 0; i != 1000; ++i)
        {
            std::vector<int> order;
            co_await lock.acquire();
            auto const a = create_task(note(lock, order, 1));
            auto const b = create_task(note(lock, order, 2));
            co_await turns(1);
            if (random() % 2 == 0)
            {
                a.cancel();
                lock.release();
            }
            else
            {
                lock.release();
                a.cancel();
            }
            co_await b;
            BOOST_TEST_REQUIRE(a.cancelled());
            BOOST_TEST_REQUIRE((order == std::vector{2}));
            BOOST_TEST_REQUIRE(!lock.locked());
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_an_error)
{
    Lock lock;
    BOOST_CHECK_THROW(lock.release(), quartet::RuntimeError);
    BOOST_CHECK_THROW(Semaphore(-1), quartet::ValueError);
    BoundedSemaphore bounded(1);
    BOOST_CHECK_THROW(bounded.release(), quartet::ValueError);
    Semaphore semaphore(0);
    BOOST_TEST(semaphore.locked());
    semaphore.release();
    BOOST_TEST(!semaphore.locked());
}
