// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/event.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>
#include <vector>

#include "support/peer_greenlet.hpp"
#include "support/peer_thread.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::event::Event;
using namespace quartet_test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(events, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(it_is_that_of_threading)
{
    BOOST_TEST((std::is_same_v<Event, quartet::threading::Event>));
}

BOOST_AUTO_TEST_CASE(greenlets_that_wait_go_on_in_the_order_of_their_coming)
{
    Event event;
    std::vector<int> order;
    std::vector<gevent::Greenlet<void>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            BOOST_TEST(event.wait());
            order.push_back(i);
        }));
    }
    gevent::sleep(0);
    event.set();
    event.clear();  // they go on all the same
    for (auto const& each : all)
    {
        each.get();
    }
    BOOST_TEST(order == (std::vector{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(others_run_while_one_waits_for_its_limit)
{
    Event event;
    int turns = 0;
    auto const late = gevent::spawn([&] { return event.wait(2ms); });
    while (!late.ready())
    {
        ++turns;
        gevent::sleep(0);
    }
    BOOST_TEST(!late.get());
    BOOST_TEST(turns > 1);
}

BOOST_AUTO_TEST_CASE(another_thread_may_set_it)
{
    for (int i = 0; i != 200; ++i)
    {
        Event event;
        Event back;
        auto const g = gevent::spawn([&] {
            bool const was_set = event.wait();
            back.set();
            return was_set;
        });
        peer_thread other([&] {
            event.set();
            return back.wait();
        });
        BOOST_TEST(g.get());
        BOOST_TEST(other.result());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
