// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/threading/event.hpp>

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

BOOST_FIXTURE_TEST_SUITE(timeouts, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(it_is_thrown_in_what_its_greenlet_waits_in_when_the_time_is_over)
{
    auto const start = std::chrono::steady_clock::now();
    Timeout const t = Timeout::start_new(50ms);
    BOOST_TEST(t.pending());
    BOOST_TEST((thrown_by(wait_for_ever) == t));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 50ms));
    BOOST_TEST(!t.pending());
    gevent::sleep(0.001);
}

BOOST_AUTO_TEST_CASE(so_it_is_in_a_greenlet_and_only_in_that)
{
    Event event;
    auto const late = gevent::spawn([&] {
        Timeout const t = Timeout::start_new(1ms);
        return thrown_by([&] { event.wait(); }) == t;
    });
    auto const other = gevent::spawn([&] { return event.wait(); });
    BOOST_TEST(late.get());
    event.set();
    BOOST_TEST(other.get());
}

BOOST_AUTO_TEST_CASE(it_is_thrown_in_a_thread_without_greenlets)
{
    bool good = false;
    std::thread([&] {
        Event event;
        Timeout const t = Timeout::start_new(1ms);
        good = thrown_by([&] { event.wait(); }) == t;
    }).join();
    BOOST_TEST(good);
}

BOOST_AUTO_TEST_CASE(it_is_thrown_in_the_next_wait_if_it_comes_while_its_greenlet_runs)
{
    Event event;
    event.set();
    Timeout const t = Timeout::start_new(1ms);
    pass(2ms);
    BOOST_TEST(event.wait());  // does not wait
    BOOST_TEST(t.pending());
    event.clear();
    BOOST_TEST((thrown_by([&] { event.wait(); }) == t));
}

BOOST_AUTO_TEST_CASE(a_limit_not_above_zero_ends_the_next_wait_even_a_short_one)
{
    Event event;
    for (double const seconds : {0.0, -1.0})
    {
        Timeout const t(seconds);
        for (auto const& wait : std::vector<std::function<void()>>{
                 [&] { event.wait(); },
                 [&] { event.wait(0); },
                 [&] { gevent::sleep(0); },
                 [&] { gevent::idle(); },
                 [&] { gevent::sleep(3600); }})
        {
            t.start();
            BOOST_TEST(t.pending());
            BOOST_TEST((thrown_by(wait) == t));
            BOOST_TEST(!t.pending());
        }
    }
}

BOOST_AUTO_TEST_CASE(one_without_a_limit_never_fires)
{
    Timeout const none = Timeout::start_new(std::nullopt);
    Timeout const plain;
    plain.start();
    BOOST_TEST(!none.pending());
    BOOST_TEST(!none.seconds().has_value());
    gevent::sleep(2ms);
    none.start();
    none.cancel();
}

BOOST_AUTO_TEST_CASE(cancelled_it_is_not_thrown_and_can_be_started_again)
{
    Timeout const t(1ms);
    t.cancel();
    t.start();
    t.cancel();
    BOOST_TEST(!t.pending());
    gevent::sleep(3ms);
    t.start();
    t.close();
    gevent::sleep(3ms);
    t.start();
    BOOST_TEST((thrown_by(wait_for_ever) == t));
    t.start();
    BOOST_TEST((thrown_by(wait_for_ever) == t));
}

BOOST_AUTO_TEST_CASE(cancel_withdraws_it_if_it_fired_but_was_not_thrown)
{
    Event event;
    Timeout const t = Timeout::start_new(0);
    t.cancel();
    BOOST_TEST(!t.pending());
    gevent::sleep(0);
    {
        auto const with = Timeout::start_new(0);
    }
    BOOST_TEST(!event.wait(1ms));
}

BOOST_AUTO_TEST_CASE(one_that_is_pending_cannot_be_started)
{
    Timeout const t = Timeout::start_new(10);
    BOOST_CHECK_EXCEPTION(t.start(), quartet::AssertionError, [](auto const& error) {
        return std::string(error.what()).find("10 seconds") != std::string::npos;
    });
    BOOST_TEST((Timeout::start_new(t) == t));
    BOOST_TEST(t.pending());
    t.cancel();
    Timeout const same = Timeout::start_new(t);
    BOOST_TEST(t.pending());
}

BOOST_AUTO_TEST_CASE(when_its_last_handle_is_gone_it_is_cancelled)
{
    Event event;
    {
        auto const with = Timeout::start_new(1ms);
        Timeout const copy = with;
    }
    BOOST_TEST(!event.wait(5ms));
    std::optional<Timeout> kept;
    {
        auto const with = Timeout::start_new(1ms);
        kept = with;
    }
    BOOST_TEST((thrown_by(wait_for_ever) == kept));
    kept = Timeout::start_new(1ms);
    kept = Timeout();
    BOOST_TEST(!event.wait(5ms));
}

BOOST_AUTO_TEST_CASE(copies_are_the_same_and_others_are_not)
{
    static_assert(std::is_nothrow_copy_constructible_v<Timeout>);
    static_assert(std::is_nothrow_copy_assignable_v<Timeout>);
    Timeout const a(1);
    Timeout const b(1);
    Timeout const copy = a;
    BOOST_TEST((copy == a));
    BOOST_TEST((a != b));
    copy.start();
    BOOST_TEST(a.pending());
}

BOOST_AUTO_TEST_CASE(of_nested_ones_each_is_known_by_itself)
{
    Timeout const outer = Timeout::start_new(2ms);
    bool inner_came = false;
    try
    {
        Timeout const inner = Timeout::start_new(3600);
        try
        {
            wait_for_ever();
        }
        catch (Timeout const& caught)
        {
            inner_came = caught == inner;
            throw;
        }
    }
    catch (Timeout const& caught)
    {
        BOOST_TEST((caught == outer));
    }
    BOOST_TEST(!inner_came);
}

BOOST_AUTO_TEST_CASE(two_that_are_due_are_thrown_one_after_the_other)
{
    Timeout const first = Timeout::start_new(0);
    Timeout const second = Timeout::start_new(-1);
    BOOST_TEST((thrown_by(wait_for_ever) == first));
    BOOST_TEST((thrown_by(wait_for_ever) == second));
    gevent::sleep(0);
}

BOOST_AUTO_TEST_CASE(another_exception_may_be_thrown_instead)
{
    {
        auto const with = Timeout::start_new(1ms, std::out_of_range("far"));
        BOOST_CHECK_EXCEPTION(wait_for_ever(), std::out_of_range, [](auto const& error) {
            return error.what() == std::string("far");
        });
    }
    auto const pointer = std::make_exception_ptr(quartet::ValueError("bad"));
    Timeout const t(1ms, pointer);
    for (int i = 0; i != 2; ++i)
    {
        t.start();
        BOOST_CHECK_THROW(wait_for_ever(), quartet::ValueError);
    }
    Timeout const itself(1ms, std::exception_ptr());
    Timeout const itself_too(1ms, nullptr);
    Timeout const so_is_this(1ms, true);
    for (Timeout const& each : {itself, itself_too, so_is_this})
    {
        each.start();
        BOOST_TEST((thrown_by(wait_for_ever) == each));
    }
}

BOOST_AUTO_TEST_CASE(its_text_tells_the_limit)
{
    BOOST_TEST(Timeout().what() == std::string(""));
    BOOST_TEST(Timeout(1).what() == std::string("1 second"));
    BOOST_TEST(Timeout(1.5).what() == std::string("1.5 seconds"));
    BOOST_TEST(Timeout(250ms).what() == std::string("0.25 seconds"));
    BOOST_TEST(Timeout(2, "of the server").what() == std::string("2 seconds: of the server"));
    BOOST_TEST(Timeout(2, std::string("x")).what() == std::string("2 seconds: x"));
    BOOST_TEST(Timeout(2, false).what() == std::string("2 seconds (silent)"));
    BOOST_TEST(Timeout(0.25).seconds().value() == 0.25);
    BOOST_CHECK_THROW(Timeout(std::nan("")), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(run_is_a_scope)
{
    Timeout const t(2ms);
    BOOST_TEST(t.run([] { gevent::sleep(0); }));
    BOOST_TEST(!t.pending());
    BOOST_TEST(t.run([] { return std::string("x"); }).value() == "x");
    BOOST_CHECK_THROW(t.run([] { throw std::out_of_range("x"); }), std::out_of_range);
    BOOST_TEST(!t.pending());
    BOOST_TEST((thrown_by([&] { t.run(wait_for_ever); }) == t));
    gevent::sleep(3ms);
}

BOOST_AUTO_TEST_CASE(a_silent_one_ends_run_without_an_exception)
{
    Timeout const quiet(1ms, false);
    BOOST_TEST(!quiet.run(wait_for_ever));
    BOOST_TEST(!quiet
                    .run([] {
                        wait_for_ever();
                        return 1;
                    })
                    .has_value());
    BOOST_TEST(quiet.run([] { return 1; }).value() == 1);
    // Not for others.
    Timeout const outer = Timeout::start_new(0);
    BOOST_TEST((thrown_by([&] { quiet.run(wait_for_ever); }) == outer));
    Timeout const quiet_outer(1ms, false);
    Timeout const inner(3600);
    BOOST_TEST(!quiet_outer.run([&] { inner.run(wait_for_ever); }));
    BOOST_TEST(!inner.pending());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
