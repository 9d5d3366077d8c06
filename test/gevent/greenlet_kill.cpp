// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/threading/event.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/odd_error.hpp"

namespace {

namespace gevent = quartet::gevent;
using quartet::threading::Event;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(greenlet_kill)

BOOST_AUTO_TEST_CASE(kill_throws_greenlet_exit_in_what_it_waits_in)
{
    std::string seen;
    auto g = gevent::spawn([&] {
        try
        {
            gevent::sleep(std::nullopt);
        }
        catch (gevent::GreenletExit const&)
        {
            seen = "exit";
            throw;
        }
    });
    gevent::sleep();
    BOOST_TEST(g.kill());
    BOOST_TEST(seen == "exit");
    BOOST_TEST(g.dead());
    BOOST_TEST(g.successful());
    BOOST_CHECK_THROW(std::rethrow_exception(g.exception()), gevent::GreenletExit);
    g.get();  // a void one that was killed is no error
    BOOST_TEST(g.kill());
}

BOOST_AUTO_TEST_CASE(a_killed_one_has_no_value_to_get)
{
    auto g = gevent::spawn([] {
        gevent::sleep(std::nullopt);
        return 1;
    });
    gevent::sleep();
    g.kill();
    BOOST_TEST(g.successful());
    BOOST_CHECK_THROW(g.get(), gevent::GreenletExit);
}

BOOST_AUTO_TEST_CASE(kill_with_another_exception_is_no_success)
{
    auto g = gevent::spawn([] { gevent::sleep(std::nullopt); });
    gevent::sleep();
    g.kill(std::make_exception_ptr(odd_error("killed")));
    BOOST_TEST(!g.successful());
    BOOST_TEST((throws<odd_error>([&] { g.get(); }, "killed")));
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_before_its_turn_never_runs_but_its_links_do)
{
    bool ran = false;
    bool linked = false;
    auto const owned = std::make_shared<int>(1);
    std::weak_ptr<int> const watch = owned;
    auto g = gevent::spawn([&ran, kept = owned] { ran = *kept == 1; });
    g.link([&](gevent::Greenlet<> const& self) { linked = self.ready(); });
    g.kill();
    gevent::sleep();
    gevent::sleep();
    BOOST_TEST(!ran);
    BOOST_TEST(linked);
    BOOST_TEST(g.successful());
    BOOST_TEST(watch.use_count() == 1);  // its function is gone

    gevent::Greenlet<> never([&] { ran = true; });
    never.kill();
    never.start();
    gevent::sleep();
    BOOST_TEST(!ran);
    BOOST_TEST(never.dead());

    auto later = gevent::spawn_later(0.001, [&] { ran = true; });
    later.kill();
    gevent::sleep(0.01);
    BOOST_TEST(!ran);
}

BOOST_AUTO_TEST_CASE(a_kill_is_thrown_at_the_next_wait_of_one_that_is_ready)
{
    std::string seen;
    Event event;
    auto g = gevent::spawn([&] {
        seen += event.wait() ? "woken " : "late ";
        gevent::sleep();
        seen += "not reached";
    });
    gevent::sleep();
    event.set();  // it has what it waited for
    g.kill();
    BOOST_TEST(seen == "woken ");
}

BOOST_AUTO_TEST_CASE(one_may_catch_the_kill_and_go_on)
{
    auto g = gevent::spawn([] {
        for (int i = 0; i != 2; ++i)
        {
            try
            {
                gevent::sleep(std::nullopt);
            }
            catch (gevent::GreenletExit const&)
            {}
        }
        return 3;
    });
    gevent::sleep();
    BOOST_TEST(!g.kill(nullptr, true, 0.01));
    BOOST_TEST(!g.ready());
    BOOST_TEST(g.kill());
    BOOST_TEST(g.get() == 3);
}

BOOST_AUTO_TEST_CASE(several_kills_are_thrown_one_after_the_other)
{
    int caught = 0;
    auto g = gevent::spawn([&] {
        while (caught != 3)
        {
            try
            {
                gevent::sleep(std::nullopt);
            }
            catch (gevent::GreenletExit const&)
            {
                ++caught;
            }
        }
    });
    gevent::sleep();
    for (int i = 0; i != 3; ++i)
    {
        g.kill(nullptr, false);
    }
    g.join();
    BOOST_TEST(caught == 3);
}

BOOST_AUTO_TEST_CASE(one_that_kills_itself_ends_there)
{
    bool went_on = false;
    auto g = gevent::spawn([&] {
        gevent::getcurrent().kill();
        went_on = true;
    });
    g.join();
    BOOST_TEST(!went_on);
    BOOST_TEST(g.successful());
}

BOOST_AUTO_TEST_CASE(its_objects_are_destroyed_when_it_is_killed)
{
    auto const owned = std::make_shared<int>();
    auto g = gevent::spawn([owned] {
        auto const local = owned;
        gevent::sleep(std::nullopt);
    });
    gevent::sleep();
    BOOST_TEST(owned.use_count() == 3);
    g.kill();
    BOOST_TEST(owned.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
