// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/event.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <vector>

#include "support/asleep.hpp"
#include "support/forked_peer.hpp"
#include "support/killed_midway.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

BOOST_FIXTURE_TEST_SUITE(event, leaves_no_name)

BOOST_AUTO_TEST_CASE(it_is_set_and_cleared)
{
    mp::Event event;
    BOOST_TEST(!event.is_set());
    BOOST_TEST(!event.wait(0));
    event.set();
    event.set();
    BOOST_TEST(event.is_set());
    BOOST_TEST(event.wait());
    BOOST_TEST(travel(event).wait(-1));
    event.clear();
    event.clear();
    BOOST_TEST(!event.is_set());
    BOOST_TEST(!event.wait(-1));
}

BOOST_AUTO_TEST_CASE(a_wait_lasts_its_timeout)
{
    using namespace std::chrono_literals;
    mp::Event event;
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!event.wait(120ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 120ms));
}

BOOST_AUTO_TEST_CASE(set_wakes_all_who_wait_even_if_it_is_cleared_at_once)
{
    mp::Event event;
    for (int round = 0; round != 20; ++round)
    {
        shared_page page;
        std::vector<forked_peer> waiters;
        for (int i = 0; i != 4; ++i)
        {
            waiters.emplace_back([&] {
                ++page[0];
                return event.wait();
            });
        }
        poll_until([&] { return page[0] == 4; });
        for (forked_peer const& each : waiters)
        {
            until_asleep(each.pid());
        }
        event.set();
        event.clear();
        for (forked_peer& each : waiters)
        {
            BOOST_TEST(each.wait() == 0);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_killed_waiter_does_not_stop_set)
{
    mp::Event event;
    shared_page page;
    auto const wait = [&] {
        ++page[0];
        return event.wait();
    };
    forked_peer victim(wait);
    forked_peer survivor(wait);
    poll_until([&] { return page[0] == 2; });
    victim.kill();
    victim.wait();
    event.set();
    BOOST_TEST(survivor.wait() == 0);
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_set_it_wakes_or_is_as_before)
{
    struct scene
    {
        mp::Event event;
        void operation() { event.set(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            bool const was_set = after.event.is_set();
            BOOST_TEST(after.event.wait(0) == was_set);
            after.event.set();
            BOOST_TEST(after.event.wait(0));
        });
}

BOOST_AUTO_TEST_CASE(a_waiter_sees_what_a_killed_setter_set)
{
    struct scene
    {
        mp::Event event;
        forked_peer waiter{[this] { return event.wait(); }};
        void operation() { event.set(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            if (!after.event.is_set())
            {
                after.event.set();
            }
            BOOST_TEST(after.waiter.wait() == 0);
        });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
