// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/group.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <exception>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::pool::Group;
using namespace quartet_test;

static_assert(std::ranges::input_range<Group>);

void wait_for_ever()
{
    gevent::sleep(std::nullopt);
}

BOOST_FIXTURE_TEST_SUITE(group, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(a_greenlet_is_a_member_until_it_ends)
{
    Group all;
    BOOST_TEST(all.empty());
    auto const g = all.spawn([] { return 5; });
    BOOST_TEST(all.size() == 1u);
    BOOST_TEST(all.contains(g));
    BOOST_TEST(g.get() == 5);
    BOOST_TEST(!all.contains(g));
    BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_before_it_begins_leaves_too)
{
    Group all;
    auto const g = all.spawn([] { BOOST_ERROR("it began"); });
    g.kill();
    BOOST_TEST(all.empty());
    BOOST_TEST(all.join());
}

BOOST_AUTO_TEST_CASE(members_may_be_added_discarded_and_started)
{
    Group all;
    gevent::Greenlet<int> const made([] { return 1; });
    all.add(made);
    all.add(made);
    BOOST_TEST(all.size() == 1u);
    all.discard(made);
    all.discard(made);
    BOOST_TEST(all.empty());
    BOOST_TEST(!made.started());
    all.start(made);
    BOOST_TEST(all.contains(made));
    BOOST_TEST(all.join());
    BOOST_TEST(made.get() == 1);
    all.add(made);  // has ended
    BOOST_TEST(all.empty());
    BOOST_CHECK_THROW(all.add(gevent::greenlet()), quartet::ValueError);
    BOOST_TEST(!all.contains(gevent::greenlet()));
    all.discard(gevent::greenlet());
}

BOOST_AUTO_TEST_CASE(unlink_all_of_a_member_does_not_make_it_stay)
{
    Group all;
    auto const g = all.spawn([] {});
    g.unlink_all();
    g.join();
    BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(iteration_is_over_those_who_were_members_when_it_began)
{
    Group all;
    for (int i = 0; i != 3; ++i)
    {
        all.spawn(gevent::GreenletOptions{.name = std::to_string(i)}, [] {});
    }
    std::string names;
    for (auto const& each : all)
    {
        names += each.name();
        all.spawn([] {});
        gevent::sleep(0);
    }
    BOOST_TEST(names == "012");
}

BOOST_AUTO_TEST_CASE(join_waits_for_all_and_for_those_who_come_meanwhile)
{
    Group all;
    int done = 0;
    all.spawn([&] {
        gevent::sleep(0);
        all.spawn([&] {
            gevent::sleep(0);
            ++done;
        });
        ++done;
    });
    BOOST_TEST(!all.join(0));
    BOOST_TEST(all.join());
    BOOST_TEST(done == 2);
    BOOST_TEST(all.join(0));
}

BOOST_AUTO_TEST_CASE(join_throws_what_a_member_threw_if_one_asks_for_it)
{
    Group all;
    all.spawn([] { throw gevent::GreenletExit(); });
    all.spawn([] { throw std::runtime_error("first"); });
    all.spawn([] { throw std::logic_error("second"); });
    BOOST_CHECK_EXCEPTION(all.join({}, true), std::runtime_error, [](auto const& error) {
        return error.what() == std::string("first");
    });
    all.spawn([] { throw std::runtime_error("nobody asks"); });
    BOOST_TEST(all.join());
}

BOOST_AUTO_TEST_CASE(a_member_that_joins_would_wait_for_itself)
{
    Group all;
    auto const g = all.spawn([&] { all.join(); });
    BOOST_CHECK_THROW(g.get(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(kill_ends_all_those_who_come_meanwhile_too)
{
    Group all;
    int begun = 0;
    auto const first = all.spawn([&] {
        try
        {
            ++begun;
            wait_for_ever();
        }
        catch (gevent::GreenletExit const&)
        {
            all.spawn([&] { ++begun; });
            throw;
        }
    });
    auto const second = all.spawn(wait_for_ever);
    gevent::sleep(0);
    BOOST_TEST(all.kill());
    BOOST_TEST(all.empty());
    BOOST_TEST(first.dead());
    BOOST_TEST(second.dead());
    BOOST_TEST(begun >= 1);
    BOOST_TEST(all.kill());
}

BOOST_AUTO_TEST_CASE(kill_throws_what_one_gives_it)
{
    Group all;
    auto const g = all.spawn(wait_for_ever);
    gevent::sleep(0);
    all.kill(std::make_exception_ptr(std::runtime_error("enough")));
    BOOST_CHECK_THROW(g.get(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(kill_waits_no_longer_than_its_limit)
{
    Group all;
    bool may_end = false;
    auto const stubborn = all.spawn([&] {
        while (!may_end)
        {
            try
            {
                gevent::sleep(0.001);
            }
            catch (gevent::GreenletExit const&)
            {}
        }
    });
    gevent::sleep(0);
    BOOST_TEST(!all.kill(nullptr, false));
    BOOST_TEST(!all.kill(nullptr, true, 0.02));
    BOOST_TEST(all.contains(stubborn));
    may_end = true;
    BOOST_TEST(all.kill());
}

BOOST_AUTO_TEST_CASE(a_member_may_kill_all)
{
    Group all;
    auto const other = all.spawn(wait_for_ever);
    bool went_on = false;
    auto const killer = all.spawn([&] {
        all.kill();
        went_on = true;
    });
    BOOST_TEST(all.join());
    BOOST_TEST(other.dead());
    BOOST_TEST(killer.dead());
    BOOST_TEST(!went_on);
}

BOOST_AUTO_TEST_CASE(a_member_that_is_killed_may_wait_for_the_others)
{
    Group all;
    bool is_alone = false;
    all.spawn([&] {
        try
        {
            wait_for_ever();
        }
        catch (gevent::GreenletExit const&)
        {
            all.kill();
            is_alone = all.size() == 1;
        }
    });
    all.spawn(wait_for_ever);
    gevent::sleep(0);
    all.kill();
    BOOST_TEST(is_alone);
}

BOOST_AUTO_TEST_CASE(killone_ends_one)
{
    Group all;
    auto const one = all.spawn(wait_for_ever);
    auto const other = all.spawn(wait_for_ever);
    gevent::sleep(0);
    BOOST_TEST(!all.killone(other, nullptr, false));
    BOOST_TEST(all.killone(one));
    BOOST_TEST(one.dead());
    gevent::sleep(0);
    BOOST_TEST(other.dead());
    BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(members_go_on_when_the_group_goes)
{
    bool is_done = false;
    gevent::greenlet member;
    {
        Group all;
        member = all.spawn([&] {
            gevent::sleep(0);
            is_done = true;
        });
        gevent::sleep(0);
    }
    member.join();
    BOOST_TEST(is_done);
}

BOOST_AUTO_TEST_CASE(a_member_that_is_never_started_does_not_keep_the_group_or_itself)
{
    std::weak_ptr<int> kept;
    {
        auto const value = std::make_shared<int>(1);
        kept = value;
        Group all;
        all.add(gevent::Greenlet<void>([value] {}));
    }
    BOOST_TEST(kept.expired());
}

BOOST_AUTO_TEST_CASE(apply_gives_the_result_or_throws)
{
    Group all;
    BOOST_TEST(all.apply([](int x) { return x + 1; }, 1) == 2);
    BOOST_CHECK_THROW(all.apply([] { throw std::runtime_error("no"); }), std::runtime_error);
    BOOST_TEST(all.apply_async([](int x) { return x + 2; }, 1).get() == 3);
    BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(callbacks_get_the_result_in_a_greenlet_of_their_own)
{
    Group all;
    int seen = 0;
    auto const see = [&](int x) { seen = x; };
    BOOST_TEST(all.apply_cb(see, [] { return 4; }) == 4);
    BOOST_TEST(seen == 0);
    gevent::sleep(0);
    BOOST_TEST(seen == 4);
    all.apply_cb([&] { seen = 0; }, [] {});
    gevent::sleep(0);
    BOOST_TEST(seen == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
