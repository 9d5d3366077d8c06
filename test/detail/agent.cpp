// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "support/fake_agent.hpp"
#include "support/fake_interruption.hpp"

namespace {

using namespace quartet::detail;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(agents)

deadline const never({});
deadline const over(quartet::timeout(0));

BOOST_AUTO_TEST_CASE(a_claim_before_the_wait_needs_no_suspend_and_no_wake)
{
    fake_agent self;
    waker ender = self.begin_wait();
    BOOST_TEST(ender.claim());
    ender.resume();
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.suspends == 0);
    BOOST_TEST(self.wakes == 0);
}

BOOST_AUTO_TEST_CASE(a_claim_while_it_spins_needs_no_wake)
{
    fake_agent self;
    waker ender = self.begin_wait();
    self.on_suspend = [&] {
        BOOST_TEST(ender.claim());
        ender.resume();
        BOOST_TEST(!self.fall_asleep());
    };
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.suspends == 1);
    BOOST_TEST(self.wakes == 0);
}

BOOST_AUTO_TEST_CASE(a_claim_after_it_fell_asleep_wakes_it_once)
{
    fake_agent self;
    waker ender = self.begin_wait();
    self.on_suspend = [&] {
        BOOST_TEST(self.fall_asleep());
        BOOST_TEST(ender.claim());
        BOOST_TEST(self.wakes == 0);
        ender.resume();
    };
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.wakes == 1);
}

BOOST_AUTO_TEST_CASE(a_second_claim_fails)
{
    fake_agent self;
    waker ender = self.begin_wait();
    waker copy = ender;
    BOOST_TEST(ender.claim());
    BOOST_TEST(!copy.claim());
    BOOST_TEST(!ender.claim());
    BOOST_TEST(self.await(never));
    BOOST_TEST(!copy.claim());
}

BOOST_AUTO_TEST_CASE(an_end_of_suspend_without_a_claim_ends_nothing)
{
    fake_agent self;
    waker ender = self.begin_wait();
    self.on_suspend = [&] {
        BOOST_TEST(self.fall_asleep());
        if (self.suspends == 5)
        {
            BOOST_TEST(ender.claim());
            ender.resume();
        }
    };
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.suspends == 5);
    BOOST_TEST(self.wakes == 1);
}

BOOST_AUTO_TEST_CASE(a_wait_whose_time_is_over_gives_up)
{
    fake_agent self;
    waker ender = self.begin_wait();
    BOOST_TEST(!self.await(over));
    BOOST_TEST(self.suspends == 0);
    BOOST_TEST(!ender.claim());
}

BOOST_AUTO_TEST_CASE(a_claim_counts_even_if_the_time_is_over)
{
    fake_agent self;
    waker ender = self.begin_wait();
    BOOST_TEST(ender.claim());
    BOOST_TEST(self.await(over));
}

BOOST_AUTO_TEST_CASE(a_late_waker_of_a_wait_that_gave_up_does_nothing_to_the_next)
{
    fake_agent self;
    waker late = self.begin_wait();
    BOOST_TEST(!self.await(over));

    waker ender = self.begin_wait();
    BOOST_TEST(!late.claim());
    self.on_suspend = [&] {
        BOOST_TEST(!late.claim());
        BOOST_TEST(self.fall_asleep());
        BOOST_TEST(!late.claim());
        BOOST_TEST(self.is_waiting());
        BOOST_TEST(ender.claim());
        ender.resume();
    };
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.suspends == 1);
    BOOST_TEST(!late.claim());
}

BOOST_AUTO_TEST_CASE(a_wake_that_comes_late_only_shortens_a_suspend_of_the_next_wait)
{
    fake_agent self;
    waker late = self.begin_wait();
    self.on_suspend = [&] {
        self.fall_asleep();
        late.claim();  // and goes on, by itself, before the resume
    };
    BOOST_TEST(self.await(never));

    waker ender = self.begin_wait();
    self.on_suspend = [&] {
        BOOST_TEST(self.fall_asleep());
        if (self.wakes == 0)
        {
            late.resume();
            BOOST_TEST(self.is_waiting());
            return;
        }
        BOOST_TEST(ender.claim());
        ender.resume();
    };
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.wakes == 2);
}

BOOST_AUTO_TEST_CASE(wakers_of_all_earlier_waits_never_end_a_later_one)
{
    fake_agent self;
    std::vector<waker> stale;
    for (int i = 0; i != 100; ++i)
    {
        waker ender = self.begin_wait();
        for (waker each : stale)
        {
            BOOST_TEST(!each.claim());
        }
        stale.push_back(ender);
        if (i % 2 == 0)
        {
            BOOST_TEST(ender.claim());
        }
        BOOST_TEST(self.await(over) == (i % 2 == 0));
    }
}

BOOST_AUTO_TEST_CASE(only_a_waker_of_some_wait_is_true)
{
    fake_agent self;
    BOOST_TEST(!waker());
    BOOST_TEST(static_cast<bool>(self.begin_wait()));
    waker().resume();
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_the_wait_and_is_thrown_once)
{
    fake_agent self;
    fake_interruption order;
    self.begin_wait("a test");
    self.on_suspend = [&] {
        BOOST_TEST(self.fall_asleep());
        BOOST_TEST(self.is_interruptible());
        BOOST_TEST(self.interrupt(order));
    };
    BOOST_TEST(!self.await_or_interruption(never));
    BOOST_TEST(self.wakes == 1);
    BOOST_TEST(!self.is_interruptible());
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &order);
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == nullptr);
}

BOOST_AUTO_TEST_CASE(one_that_comes_while_nobody_waits_ends_the_next_wait_at_once)
{
    fake_agent self;
    fake_interruption order;
    BOOST_TEST(!self.interrupt(order));
    waker ender = self.begin_wait();
    BOOST_TEST(!self.await_or_interruption(never));
    BOOST_TEST(self.suspends == 0);
    BOOST_TEST(!ender.claim());
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &order);
}

BOOST_AUTO_TEST_CASE(a_claim_before_it_counts)
{
    fake_agent self;
    fake_interruption order;
    self.interrupt(order);
    waker ender = self.begin_wait();
    BOOST_TEST(ender.claim());
    BOOST_TEST(self.await_or_interruption(never));
    self.begin_wait();
    BOOST_TEST(!self.await_or_interruption(never));
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &order);
}

BOOST_AUTO_TEST_CASE(they_are_thrown_in_the_order_of_their_coming_and_each_once)
{
    fake_agent self;
    std::array<fake_interruption, 3> orders;
    for (auto& each : orders)
    {
        self.interrupt(each);
        self.interrupt(each);
    }
    for (auto& each : orders)
    {
        self.begin_wait();
        BOOST_TEST(!self.await_or_interruption(never));
        BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &each);
    }
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_was_withdrawn_is_not_thrown)
{
    fake_agent self;
    std::array<fake_interruption, 3> orders;
    for (auto& each : orders)
    {
        self.interrupt(each);
    }
    BOOST_TEST(self.withdraw(orders[1]));
    BOOST_TEST(self.withdraw(orders[1]));
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &orders[0]);
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &orders[2]);
    self.interrupt(orders[1]);
    self.withdraw_all();
    waker ender = self.begin_wait();
    self.on_suspend = [&] { ender.claim(); };
    BOOST_TEST(self.await_or_interruption(never));
}

// Else a lock() would return without the lock.
BOOST_AUTO_TEST_CASE(one_that_has_ended_a_wait_cannot_be_withdrawn)
{
    fake_agent self;
    fake_interruption order;
    self.begin_wait();
    self.on_suspend = [&] {
        self.interrupt(order);
        BOOST_TEST(!self.withdraw(order));
    };
    BOOST_TEST(!self.await_or_interruption(never));
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &order);
    BOOST_TEST(self.withdraw(order));
}

BOOST_AUTO_TEST_CASE(a_wait_that_may_not_fail_is_not_interrupted)
{
    fake_agent self;
    fake_agent::as_current const here(self);
    fake_interruption order;
    waker ender = self.begin_wait();
    self.on_suspend = [&] {
        if (self.suspends == 1)
        {
            BOOST_TEST(!self.interrupt(order));
            return;
        }
        ender.claim();
    };
    BOOST_TEST(self.await(never));
    BOOST_TEST(self.suspends == 2);
    {
        agent::uninterruptible const shield;
        ender = self.begin_wait();
        BOOST_TEST(self.await_or_interruption(never));
        BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == nullptr);
    }
    self.begin_wait();
    BOOST_TEST(!self.await_or_interruption(never));
    BOOST_TEST(thrown_by([&] { self.throw_interruption(); }) == &order);
}

BOOST_AUTO_TEST_CASE(what_a_thread_was_to_be_interrupted_with_is_not_thrown_in_the_next)
{
    agent* first = nullptr;
    std::thread([&] {
        fake_interruption gone;
        first = &agent::current();
        first->interrupt(gone);
    }).join();
    agent* second = nullptr;
    bool is_calm = false;
    std::thread([&] {
        second = &agent::current();
        is_calm = thrown_by([&] { second->throw_interruption(); }) == nullptr;
    }).join();
    BOOST_TEST(first == second);
    BOOST_TEST(is_calm);
}

BOOST_AUTO_TEST_CASE(a_thread_is_the_same_agent_until_its_end)
{
    agent* const mine = &agent::current();
    BOOST_TEST(mine == &agent::current());
    agent* others = nullptr;
    std::thread([&] { others = &agent::current(); }).join();
    BOOST_TEST(others != mine);
}

/// Made before its thread first waits, so destroyed after what is made then.
struct waits_at_the_end
{
    agent** found = nullptr;
    ~waits_at_the_end()
    {
        if (found != nullptr)
        {
            *found = &agent::current();
        }
    }
};
thread_local waits_at_the_end at_the_end;

BOOST_AUTO_TEST_CASE(it_is_so_too_when_its_thread_locals_are_destroyed_and_is_not_lost)
{
    std::array<agent*, 2> in_body{};
    std::array<agent*, 2> in_destructor{};
    for (std::size_t i = 0; i != 2; ++i)
    {
        std::thread([&] {
            at_the_end.found = &in_destructor[i];
            in_body[i] = &agent::current();
        }).join();
    }
    BOOST_TEST(in_destructor[0] == in_body[0]);
    BOOST_TEST(in_body[1] == in_body[0]);
    BOOST_TEST(in_destructor[1] == in_body[1]);
}

BOOST_AUTO_TEST_CASE(a_late_waker_of_a_thread_that_ended_does_nothing_to_the_next)
{
    waker late;
    agent* first = nullptr;
    std::thread([&] {
        first = &agent::current();
        late = first->begin_wait();
        static_cast<void>(first->await(over));
    }).join();
    agent* second = nullptr;
    bool stayed_on = false;
    std::thread([&] {
        second = &agent::current();
        waker ender = second->begin_wait();
        stayed_on = !late.claim() && ender.claim() && second->await(never);
    }).join();
    BOOST_TEST(first == second);
    BOOST_TEST(stayed_on);
}

// For ThreadSanitizer: the claim comes just when the agent finds that its time is over.
BOOST_AUTO_TEST_CASE(what_a_claimer_did_is_seen_also_if_the_time_is_over_at_that_moment)
{
    using clock = deadline::clock;
    constexpr int rounds = 40'000;
    fake_agent self;
    waker ender;
    clock::time_point at;
    int plain = 0;
    std::atomic<int> begun{0};
    std::atomic<int> done{0};
    auto const reach = [](std::atomic<int>& stage, int round) {
        while (stage != round)
        {
            std::this_thread::yield();
        }
    };
    std::thread claimer([&] {
        for (int round = 1; round <= rounds; ++round)
        {
            reach(begun, round);
            auto const mine = at + std::chrono::nanoseconds(20 * (round % 40 - 20));
            while (clock::now() < mine)
            {}
            ++plain;
            if (!ender.claim())
            {
                --plain;
            }
            done = round;
        }
    });
    int ended = 0;
    int unseen = 0;
    for (int round = 1; round <= rounds; ++round)
    {
        ender = self.begin_wait();
        deadline const end(std::chrono::microseconds(5));
        at = clock::now() + end.left(std::chrono::seconds(1));
        begun = round;
        if (self.await(end))
        {
            ++ended;
            unseen += plain == ended ? 0 : 1;
        }
        reach(done, round);
    }
    claimer.join();
    BOOST_TEST(unseen == 0);
    BOOST_TEST(plain == ended);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
