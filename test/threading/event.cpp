// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/event.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <random>

#include "support/cpu_time.hpp"
#include "support/forked_peer.hpp"
#include "support/peer_thread.hpp"

namespace {

using namespace quartet_test;
using namespace std::chrono_literals;
using quartet::threading::Event;

BOOST_AUTO_TEST_SUITE(event)

BOOST_AUTO_TEST_CASE(it_is_set_and_cleared)
{
    Event event;
    BOOST_TEST(!event.is_set());
    BOOST_TEST(!event.wait(0));
    event.set();
    event.set();
    BOOST_TEST(event.is_set());
    BOOST_TEST(event.wait());
    BOOST_TEST(event.wait(0));
    BOOST_TEST(event.wait(-1));
    event.clear();
    event.clear();
    BOOST_TEST(!event.is_set());
    BOOST_TEST(!event.wait(-1));
}

BOOST_AUTO_TEST_CASE(the_whole_limit_is_waited_for)
{
    Event event;
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!event.wait(120ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 120ms));
}

BOOST_AUTO_TEST_CASE(set_wakes_all_who_wait_even_if_it_is_cleared_at_once)
{
    Event event;
    for (int round = 0; round != 20; ++round)
    {
        std::deque<peer_thread> waiters;
        for (int i = 0; i != 4; ++i)
        {
            waiters.emplace_back([&, i] { return i % 2 == 0 ? event.wait() : event.wait(3600); })
                .until_asleep();
        }
        event.set();
        event.clear();
        for (auto& each : waiters)
        {
            BOOST_TEST(each.result());
        }
        BOOST_TEST(!event.wait(0));
    }
}

BOOST_AUTO_TEST_CASE(who_gave_up_does_not_keep_the_others_asleep)
{
    Event event;
    peer_thread impatient([&] { return !event.wait(50ms); });
    impatient.until_asleep();
    peer_thread patient([&] { return event.wait(); });
    patient.until_asleep();
    BOOST_TEST(impatient.result());
    BOOST_TEST(!patient.is_done());
    event.set();
    BOOST_TEST(patient.result());
}

BOOST_AUTO_TEST_CASE(what_was_done_before_set_is_seen_by_who_waits_whatever_ends_the_wait)
{
    Event there;
    Event back;
    int plain = 0;
    auto const wait = [](Event& event) {
        while (!event.wait(20us))
        {}
        event.clear();
    };
    peer_thread other([&] {
        bool good = true;
        for (int i = 0; i != 2000; ++i)
        {
            wait(there);
            good = good && plain == 2 * i + 1;
            ++plain;
            back.set();
        }
        return good;
    });
    for (int i = 0; i != 2000; ++i)
    {
        ++plain;
        there.set();
        wait(back);
        BOOST_TEST_REQUIRE(plain == 2 * i + 2);
    }
    BOOST_TEST(other.result());
}

BOOST_AUTO_TEST_CASE(no_wake_up_is_lost_among_threads_that_set_clear_and_give_up)
{
    Event event;
    std::atomic<int> left{3};
    std::deque<peer_thread> waiters;
    for (int t = 0; t != 3; ++t)
    {
        waiters.emplace_back([&, t] {
            std::minstd_rand random(static_cast<unsigned>(t) + 1);
            for (int i = 0; i != 1000; ++i)
            {
                if (random() % 2 == 0)
                {
                    event.wait(std::chrono::microseconds(random() % 100));
                }
                else
                {
                    event.wait();
                }
            }
            --left;
            return true;
        });
    }
    while (left != 0)
    {
        event.set();
        event.clear();
        std::this_thread::yield();
    }
    for (auto& each : waiters)
    {
        BOOST_TEST(each.result());
    }
}

BOOST_AUTO_TEST_CASE(a_forked_child_goes_on_whatever_other_threads_were_about_to_do)
{
    Event event;
    std::atomic<bool> is_over{false};
    std::deque<peer_thread> others;
    for (int i = 0; i != 2; ++i)
    {
        others.emplace_back([&] {
            while (!is_over)
            {
                event.set();
                event.clear();
            }
            return true;
        });
    }
    for (int i = 0; i != 200; ++i)
    {
        forked_peer child([&] {
            event.clear();
            bool const was_set = event.wait(0);
            event.set();
            return !was_set && event.wait();
        });
        BOOST_TEST(child.wait() == 0);
    }
    is_over = true;
}

BOOST_AUTO_TEST_CASE(to_wait_costs_nothing)
{
    Event event;
    peer_thread waiter([&] { return event.wait(); });
    waiter.until_asleep();
    BOOST_TEST((cpu_time_of_two_seconds() < idle_limit));
    event.set();
    BOOST_TEST(waiter.result());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
