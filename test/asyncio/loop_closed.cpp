// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A loop that is closed destroys its tasks where they wait, in an order that nobody chooses.
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/lock.hpp>
#include <quartet/asyncio/queue.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/semaphore.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::EventLoop;

EventLoop quiet_loop()
{
    EventLoop const made = asyncio::new_event_loop();
    made.set_exception_handler([](auto const&) {});
    return made;
}

Coroutine<void> wait_in(asyncio::Event& event)
{
    co_await event.wait();
}
Coroutine<void> wait_in(asyncio::Lock& lock)
{
    co_await lock.acquire();
    co_await lock.acquire();
}
Coroutine<void> wait_in(asyncio::Queue<int>& queue)
{
    co_await queue.get();
}

/// Waits in what another task, which is younger, has in its frame.
template <class Thing>
void close_while_one_waits_in_what_another_has()
{
    EventLoop const loop = quiet_loop();
    Thing* shared = nullptr;
    auto waits = [&]() -> Coroutine<void> {
        while (shared == nullptr)
        {
            co_await turns(1);
        }
        co_await wait_in(*shared);
    };
    auto has = [&]() -> Coroutine<void> {
        Thing mine;
        shared = &mine;
        co_await for_ever();
    };
    auto const older = loop.create_task(waits());
    auto const younger = loop.create_task(has());
    loop.run_until_complete(turns(5));
    loop.close();
    BOOST_TEST(older.cancelled());
    BOOST_TEST(younger.cancelled());
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_waited_for_goes_before_who_waits)
{
    close_while_one_waits_in_what_another_has<asyncio::Event>();
    close_while_one_waits_in_what_another_has<asyncio::Lock>();
    close_while_one_waits_in_what_another_has<asyncio::Queue<int>>();
}

BOOST_AUTO_TEST_CASE(who_waits_for_what_is_gone_can_be_cancelled)
{
    auto body = []() -> Coroutine<void> {
        auto event = std::make_unique<asyncio::Event>();
        auto const waits = asyncio::create_task(wait_in(*event));
        co_await turns(1);
        event.reset();
        waits.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(waits);
        BOOST_TEST(cancelled);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_was_granted_and_not_taken_is_given_on)
{
    asyncio::Lock lock;
    asyncio::Semaphore semaphore;
    asyncio::Queue<int> queue;
    bool had_its_turn = false;
    {
        EventLoop const loop = quiet_loop();
        auto takes = [&]() -> Coroutine<void> {
            co_await lock.acquire();
            co_await semaphore.acquire();
        };
        loop.run_until_complete(takes());
        auto waits_for_lock = [&]() -> Coroutine<void> {
            co_await lock.acquire();
            had_its_turn = true;
        };
        auto waits_for_semaphore = [&]() -> Coroutine<void> {
            co_await semaphore.acquire();
            had_its_turn = true;
        };
        auto waits_for_item = [&]() -> Coroutine<void> {
            co_await queue.get();
            had_its_turn = true;
        };
        auto gives = [&]() -> Coroutine<void> {
            co_await turns(1);
            lock.release();
            semaphore.release();
            queue.put_nowait(7);
            loop.stop();
        };
        loop.create_task(waits_for_lock());
        loop.create_task(waits_for_semaphore());
        loop.create_task(waits_for_item());
        loop.create_task(gives());
        loop.run_forever();
        loop.close();
    }
    BOOST_TEST(!had_its_turn);
    BOOST_TEST(!lock.locked());
    BOOST_TEST(!semaphore.locked());
    auto after = [&]() -> Coroutine<int> {
        co_await lock.acquire();
        co_await semaphore.acquire();
        co_return co_await queue.get();
    };
    BOOST_TEST(asyncio::run(after()) == 7);
}
