// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Greenlets whose function is destroyed without having run, or while somebody kills them; and
// destructors that wait meanwhile.
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>
#include <utility>

namespace {

namespace gevent = quartet::gevent;

/// Waits in its destructor, and counts that.
struct slow_to_die
{
    explicit slow_to_die(int& count)
        : deaths(&count)
    {}
    slow_to_die(slow_to_die&& other) noexcept
        : deaths(std::exchange(other.deaths, nullptr))
    {}
    ~slow_to_die()
    {
        if (deaths != nullptr)
        {
            gevent::sleep();
            gevent::sleep(0.005);
            ++*deaths;
        }
    }
    int* deaths;
};

BOOST_AUTO_TEST_SUITE(dropped)

BOOST_AUTO_TEST_CASE(one_that_is_killed_does_not_begin_while_its_function_is_destroyed)
{
    bool ran = false;
    int deaths = 0;
    auto g = gevent::spawn([&, slow = slow_to_die(deaths)] { ran = true; });
    g.kill();
    BOOST_TEST(g.ready());
    BOOST_TEST(g.successful());
    BOOST_TEST(!ran);
    BOOST_TEST(deaths == 1);
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_while_its_function_is_destroyed_ends_once)
{
    int deaths = 0;
    int ends = 0;
    gevent::Greenlet<> g([slow = slow_to_die(deaths)] {});
    g.rawlink([&] { ++ends; });
    auto const kill = [&] { g.kill(); };
    gevent::joinall({gevent::spawn(kill), gevent::spawn(kill), gevent::spawn(kill)});
    BOOST_TEST(g.ready());
    BOOST_TEST(deaths == 1);
    gevent::sleep();
    BOOST_TEST(ends == 1);
}

BOOST_AUTO_TEST_CASE(one_that_has_returned_is_not_interrupted_in_destructors_of_its_function)
{
    int deaths = 0;
    auto g = gevent::spawn([slow = slow_to_die(deaths)] {});
    gevent::sleep();
    BOOST_TEST(!g.ready());
    g.kill();
    BOOST_TEST(deaths == 1);
    BOOST_TEST((g.exception() == nullptr));
}

BOOST_AUTO_TEST_CASE(who_destroys_the_function_of_another_one_is_not_interrupted_in_that)
{
    int deaths = 0;
    gevent::Greenlet<> g([slow = slow_to_die(deaths)] {});
    auto killer = gevent::spawn([&] { g.kill(); });
    gevent::sleep();
    killer.kill();
    g.join();
    BOOST_TEST(deaths == 1);
    BOOST_TEST(killer.ready());
}

BOOST_AUTO_TEST_CASE(destructors_may_wait_when_another_thread_kills_it)
{
    bool ran = false;
    int deaths = 0;
    auto g = gevent::spawn_later(1000, [&, slow = slow_to_die(deaths)] { ran = true; });
    std::thread other([&] { g.kill(); });
    g.join();
    other.join();
    BOOST_TEST(!ran);
    BOOST_TEST(deaths == 1);
    BOOST_TEST(g.successful());
}

BOOST_AUTO_TEST_CASE(destructors_may_wait_when_a_callback_of_the_loop_kills_it)
{
    bool ran = false;
    int deaths = 0;
    auto later = gevent::spawn_later(1000, [&, slow = slow_to_die(deaths)] { ran = true; });
    gevent::Greenlet<> never([&, slow = slow_to_die(deaths)] { ran = true; });
    auto first = gevent::spawn([] {});
    first.rawlink([&] {
        later.kill(nullptr, false);
        never.kill(nullptr, false);
    });
    gevent::joinall({later, never});
    BOOST_TEST(!ran);
    BOOST_TEST(deaths == 2);
}

BOOST_AUTO_TEST_CASE(at_the_end_of_a_thread_it_does_not_begin)
{
    bool ran = false;
    int deaths = 0;
    std::thread([&] { gevent::spawn([&, slow = slow_to_die(deaths)] { ran = true; }); }).join();
    BOOST_TEST(!ran);
    BOOST_TEST(deaths == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
