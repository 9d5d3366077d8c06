// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What others than the greenlet that started it do to a Timeout, and what is done when it has ended.
#include <quartet/errors.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/peer_greenlet.hpp"
#include "support/timeouts.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::Timeout;
using quartet::threading::Event;
using namespace quartet_test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(timeouts_elsewhere, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(a_greenlet_that_has_ended_is_not_thrown_at)
{
    std::vector<Timeout> kept;
    auto const first = gevent::spawn([&] {
        kept.push_back(Timeout::start_new(1ms));
        kept.push_back(Timeout::start_new(0));
    });
    first.join();
    BOOST_TEST(!kept[1].pending());
    // The next one, which is the same agent, is left in peace.
    auto const next = gevent::spawn([] { gevent::sleep(5ms); });
    next.join();
    BOOST_TEST(next.successful());
    BOOST_TEST(!kept[0].pending());
    kept[1].start();
    BOOST_TEST((thrown_by(wait_for_ever) == kept[1]));
}

BOOST_AUTO_TEST_CASE(a_greenlet_is_ended_by_one_that_it_does_not_catch)
{
    auto const g = gevent::spawn([] {
        auto const with = Timeout::start_new(1ms);
        wait_for_ever();
    });
    BOOST_CHECK_THROW(g.get(), Timeout);
    BOOST_TEST(!g.successful());
}

BOOST_AUTO_TEST_CASE(another_greenlet_may_cancel_it)
{
    Event event;
    std::optional<Timeout> t;
    auto const g = gevent::spawn([&] {
        t = Timeout::start_new(1ms);
        return event.wait(20ms);
    });
    gevent::sleep(0);
    t->cancel();
    BOOST_TEST(!g.get());
}

// Else the wait would have no result.
BOOST_AUTO_TEST_CASE(when_it_has_ended_a_wait_nobody_can_cancel_it)
{
    quartet::threading::Lock lock;
    lock.acquire();
    std::optional<Timeout> t;
    bool was_pending = false;
    auto const other = gevent::spawn([&] {
        gevent::sleep(1ms);
        was_pending = t->pending();
        t->cancel();
    });
    auto const late = gevent::spawn([&] {
        t = Timeout::start_new(1ms);
        return thrown_by([&] { lock.lock(); });
    });
    gevent::sleep(0);
    pass(5ms);  // both are due, the other greenlet first
    BOOST_TEST((late.get() == t));
    BOOST_TEST(was_pending);
    BOOST_TEST(!t->pending());
}

BOOST_AUTO_TEST_CASE(it_may_be_destroyed_and_cancelled_in_another_thread)
{
    Event event;
    for (int i = 0; i != 200; ++i)
    {
        std::optional<Timeout> t = Timeout::start_new(std::chrono::microseconds(i % 50));
        std::thread other([&, mine = std::move(t)]() mutable {
            if (i % 2 == 0)
            {
                mine->cancel();
            }
            mine.reset();
        });
        t.reset();
        try
        {
            event.wait(std::chrono::microseconds(i % 70));
        }
        catch (Timeout const&)
        {}
        other.join();
        try
        {
            gevent::sleep(1ms);  // learns of it
        }
        catch (Timeout const&)
        {}
    }
    BOOST_TEST(!event.wait(2ms));
}

BOOST_AUTO_TEST_CASE(it_may_outlive_the_thread_that_started_it)
{
    std::optional<Timeout> set;
    std::optional<Timeout> fired;
    std::thread([&] {
        set = Timeout::start_new(3600);
        fired = Timeout::start_new(0);
    }).join();
    set->cancel();
    set.reset();
    // Another thread gets the agent and the mailbox.
    std::thread([&] {
        gevent::sleep(1ms);
        fired.reset();
        gevent::sleep(1ms);
    }).join();
}

BOOST_AUTO_TEST_CASE(in_a_forked_child_it_is_not_thrown)
{
    Timeout const set = Timeout::start_new(1ms);
    Timeout const fired = Timeout::start_new(0);
    forked_peer child([&] {
        Timeout const copy = set;
        bool good = !set.pending() && !fired.pending();
        set.cancel();
        fired.cancel();
        gevent::sleep(5ms);
        fired.start();
        return good && thrown_by(wait_for_ever) == fired;
    });
    set.cancel();
    fired.cancel();
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(one_whose_thread_has_ended_can_be_cancelled_and_started_again)
{
    Timeout const late(1000);
    std::thread([&] { late.start(); }).join();
    late.cancel();
    BOOST_TEST(!late.pending());
    late.start();
    BOOST_TEST(late.pending());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
