// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/threading/event.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using quartet::threading::Event;
using namespace quartet_test;
using namespace std::chrono_literals;

gevent::Greenlet<int> after(int turns)
{
    return gevent::spawn([turns] {
        for (int i = 0; i != turns; ++i)
        {
            gevent::sleep(0);
        }
        return turns;
    });
}

gevent::Greenlet<int> failing_after(int turns, std::string text)
{
    return gevent::spawn([turns, text]() -> int {
        for (int i = 0; i != turns; ++i)
        {
            gevent::sleep(0);
        }
        throw gevent::LoopExit(text);
    });
}

BOOST_FIXTURE_TEST_SUITE(joinalls, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(it_gives_those_that_have_ended_in_the_order_of_their_ends)
{
    std::vector const all{after(3), after(1), after(2)};
    std::vector<gevent::Greenlet<int>> const ended = gevent::joinall(all);
    BOOST_TEST((ended == std::vector{all[1], all[2], all[0]}));
    BOOST_TEST((gevent::joinall({after(1), after(1)}).size() == 2u));
    BOOST_TEST((gevent::joinall({after(1), gevent::spawn([] {})}).size() == 2u));
    BOOST_TEST(gevent::joinall(std::vector<gevent::greenlet>()).empty());
    BOOST_TEST((gevent::joinall(std::vector{after(9), after(1)}, {}, false, 1).size() == 1u));
}

BOOST_AUTO_TEST_CASE(those_that_are_late_are_missing)
{
    Event event;
    auto const late = gevent::spawn([&] {
        event.wait();
        return 1;
    });
    auto const quick = after(1);
    BOOST_TEST((gevent::joinall(std::vector{late, quick}, 20ms) == std::vector{quick}));
    event.set();
    gevent::joinall({late});
}

BOOST_AUTO_TEST_CASE(errors_are_thrown_only_if_that_is_wanted_and_the_first_one_at_once)
{
    Event never;
    auto const stuck = gevent::spawn([&] {
        never.wait();
        return 1;
    });
    std::vector const all{failing_after(2, "second"), failing_after(1, "first"), stuck};
    BOOST_CHECK_EXCEPTION(gevent::joinall(all, {}, true), gevent::LoopExit, [](auto const& error) {
        return error.what() == std::string("first");
    });
    BOOST_TEST(!stuck.ready());
    never.set();
    BOOST_TEST(gevent::joinall(all).size() == 3u);
}

BOOST_AUTO_TEST_CASE(one_that_was_killed_is_no_error)
{
    auto const g = gevent::spawn([] { gevent::sleep(3600); });
    gevent::sleep(0);
    g.kill(nullptr, false);
    BOOST_TEST(gevent::joinall({g}, {}, true).size() == 1u);
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_himself)
{
    auto const g = gevent::spawn([] { gevent::joinall({gevent::getcurrent()}); });
    BOOST_CHECK_THROW(g.get(), quartet::RuntimeError);
    BOOST_CHECK_THROW(gevent::joinall({gevent::getcurrent()}), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(killall_ends_all_also_those_that_have_not_begun_or_started)
{
    int begun = 0;
    int ended = 0;
    auto const body = [&] {
        ++begun;
        try
        {
            gevent::sleep(3600);
        }
        catch (gevent::GreenletExit const&)
        {
            ++ended;
            throw;
        }
    };
    std::vector<gevent::Greenlet<void>> all;
    all.push_back(gevent::spawn(body));
    all.push_back(gevent::spawn(body));
    gevent::sleep(0);
    all.push_back(gevent::spawn(body));
    all.emplace_back(body);
    all.push_back(gevent::spawn_later(3600, body));
    gevent::killall(all);
    BOOST_TEST(begun == 2);
    BOOST_TEST(ended == 2);
    for (auto const& each : all)
    {
        BOOST_TEST(each.dead());
        BOOST_TEST(each.successful());
    }
    gevent::killall(all);
    gevent::killall(std::vector<gevent::greenlet>());
}

BOOST_AUTO_TEST_CASE(all_are_interrupted_before_one_is_waited_for)
{
    Event first_is_told;
    // Its end needs that of the other.
    auto const first = gevent::spawn([&] {
        try
        {
            gevent::sleep(3600);
        }
        catch (gevent::GreenletExit const&)
        {
            first_is_told.wait();
        }
    });
    auto const second = gevent::spawn([&] {
        try
        {
            gevent::sleep(3600);
        }
        catch (gevent::GreenletExit const&)
        {
            first_is_told.set();
        }
    });
    gevent::sleep(0);
    gevent::killall({first, second});
    BOOST_TEST(first.ready());
    BOOST_TEST(second.ready());
}

BOOST_AUTO_TEST_CASE(it_throws_what_one_likes_and_may_leave_them_to_themselves)
{
    auto const g = gevent::spawn([] { BOOST_CHECK_THROW(gevent::sleep(3600), std::out_of_range); });
    gevent::sleep(0);
    gevent::killall({g}, std::make_exception_ptr(std::out_of_range("x")), false);
    BOOST_TEST(!g.ready());
    g.get();
}

BOOST_AUTO_TEST_CASE(those_that_go_on_are_not_waited_for_longer_than_the_limit)
{
    Event event;
    auto const diehard = gevent::spawn([&] {
        for (;;)
        {
            try
            {
                event.wait();
                return;
            }
            catch (gevent::GreenletExit const&)
            {}
        }
    });
    auto const other = gevent::spawn([] { gevent::sleep(3600); });
    gevent::sleep(0);
    BOOST_CHECK_EXCEPTION(
        gevent::killall({diehard, other}, nullptr, true, 5ms),
        gevent::Timeout,
        [](auto const& late) { return late.what() == std::string("0.005 seconds"); });
    BOOST_TEST(!diehard.ready());
    BOOST_TEST(other.ready());
    event.set();
    diehard.join();
}

BOOST_AUTO_TEST_CASE(the_caller_is_the_last)
{
    auto const other = gevent::spawn([] { gevent::sleep(3600); });
    bool went_on = false;
    auto const self = gevent::spawn([&] {
        gevent::killall({gevent::getcurrent(), static_cast<gevent::greenlet>(other)});
        went_on = true;
    });
    self.join();
    other.join();
    BOOST_TEST(!went_on);
    BOOST_TEST(self.successful());
    BOOST_TEST(other.successful());
}

BOOST_AUTO_TEST_CASE(a_handle_of_nothing_is_an_error_before_one_is_killed)
{
    auto const g = gevent::spawn([] {});
    BOOST_CHECK_THROW(gevent::killall({g, {}}), quartet::ValueError);
    BOOST_CHECK_THROW(gevent::joinall({g, {}}), quartet::ValueError);
    g.join();
    BOOST_TEST((g.exception() == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
