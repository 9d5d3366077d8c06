// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/local.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/threading/local.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::local::local;
using namespace quartet_test;

int alive = 0;

struct counted
{
    counted() { ++alive; }
    ~counted() { --alive; }
    counted(counted const&) = delete;
    int value = 0;
};

BOOST_FIXTURE_TEST_SUITE(locals, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(each_greenlet_has_its_own_value)
{
    local<int> number;
    *number = 1;
    auto const keeps = [&](int mine) {
        bool const is_fresh = *number == 0;
        *number = mine;
        gevent::sleep(0);
        return is_fresh && *number == mine;
    };
    auto const first = gevent::spawn(keeps, 2);
    auto const second = gevent::spawn(keeps, 3);
    BOOST_TEST(first.get());
    BOOST_TEST(second.get());
    BOOST_TEST(*number == 1);
}

BOOST_AUTO_TEST_CASE(the_main_greenlet_of_each_thread_has_its_own_value)
{
    local<int> number;
    *number = 1;
    int seen = -1;
    std::thread([&] { seen = *number; }).join();
    BOOST_TEST(seen == 0);
    BOOST_TEST(*number == 1);
}

BOOST_AUTO_TEST_CASE(values_of_greenlets_and_of_threads_are_not_mixed_up)
{
    local<int> of_greenlet;
    quartet::threading::local<int> of_thread;
    *of_greenlet = 1;
    *of_thread = 2;
    auto const g = gevent::spawn([&] { return 10 * *of_greenlet + *of_thread; });
    BOOST_TEST(g.get() == 2);
    BOOST_TEST(*of_greenlet == 1);
}

BOOST_AUTO_TEST_CASE(the_initialiser_runs_once_in_each_greenlet)
{
    int calls = 0;
    local<std::string> name([&] { return "value " + std::to_string(++calls); });
    auto const g = gevent::spawn([&] { return *name + *name; });
    BOOST_TEST(g.get() == "value 1value 1");
    BOOST_TEST(*name == "value 2");
    BOOST_TEST(name->size() == 7);
}

BOOST_AUTO_TEST_CASE(a_value_goes_before_its_greenlet_is_joined)
{
    local<counted> object;
    auto const ends = gevent::spawn([&] { object->value = 1; });
    ends.join();
    BOOST_TEST(alive == 0);
    auto const throws = gevent::spawn([&] {
        object->value = 1;
        throw gevent::GreenletExit();
    });
    throws.join();
    BOOST_TEST(alive == 0);
    auto const victim = gevent::spawn([&] {
        object->value = 1;
        gevent::sleep(std::nullopt);
    });
    gevent::sleep(0);
    BOOST_TEST(alive == 1);
    victim.kill();
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_CASE(reset_takes_the_value_away)
{
    local<counted> object;
    auto const g = gevent::spawn([&] {
        object->value = 3;
        object.reset();
        return alive == 0 && object->value == 0;
    });
    BOOST_TEST(g.get());
    object.reset();
}

BOOST_AUTO_TEST_CASE(all_values_go_with_the_local_object)
{
    auto object = std::make_unique<local<counted>>();
    (*object)->value = 1;
    auto const g = gevent::spawn([&] {
        (*object)->value = 2;
        gevent::sleep(0);
    });
    gevent::sleep(0);
    BOOST_TEST(alive == 2);
    object.reset();
    BOOST_TEST(alive == 0);
    g.join();
}

BOOST_AUTO_TEST_CASE(a_value_that_goes_may_use_others_and_wait_in_its_greenlet)
{
    static gevent::greenlet seen_in;
    static int seen = 0;
    struct user
    {
        local<int>* other = nullptr;
        ~user()
        {
            if (other != nullptr)
            {
                seen_in = gevent::getcurrent();
                **other = 7;
                gevent::sleep(0);
                seen = **other;
            }
        }
    };
    local<int> other;
    local<user> values;
    auto const g = gevent::spawn([&] { values->other = &other; });
    gevent::sleep(0);
    BOOST_TEST(!g.ready());
    g.kill();  // does not interrupt it now
    BOOST_TEST(seen == 7);
    BOOST_TEST((seen_in == g));
    BOOST_TEST((g.exception() == nullptr));
    BOOST_TEST(*other == 0);
    seen_in = {};
}

BOOST_AUTO_TEST_CASE(greenlets_of_a_thread_that_ends_free_their_values)
{
    local<counted> object;
    std::thread([&] {
        gevent::spawn([&] {
            object->value = 1;
            gevent::sleep(std::nullopt);
        });
        gevent::sleep(0);
        object->value = 2;
    }).join();
    BOOST_TEST(alive == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
