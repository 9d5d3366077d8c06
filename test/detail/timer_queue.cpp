// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/detail/loop/timer_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <random>
#include <vector>

namespace {

using quartet::detail::timer;
using quartet::detail::timer_queue;

timer::time_point at(int tick)
{
    return timer::time_point(std::chrono::nanoseconds(tick));
}

struct noting_timer : timer
{
    noting_timer(std::vector<int>& to, int what)
        : timer([](timer& self) {
            auto& mine = static_cast<noting_timer&>(self);
            mine.fired.push_back(mine.number);
        })
        , fired(to)
        , number(what)
    {}

    std::vector<int>& fired;
    int number;
};

struct fixture
{
    std::vector<int> fired;
    std::deque<noting_timer> timers;
    timer_queue queue;

    noting_timer& set(int tick)
    {
        timers.emplace_back(fired, tick);
        queue.add(timers.back(), at(tick));
        return timers.back();
    }
};

BOOST_FIXTURE_TEST_SUITE(timer_queue_, fixture)

BOOST_AUTO_TEST_CASE(they_fire_in_the_order_of_their_times_when_they_are_due)
{
    for (int tick : {5, 1, 9, 3, 7})
    {
        set(tick);
    }
    BOOST_TEST((queue.earliest() == at(1)));
    BOOST_TEST(!queue.fire(at(0)));
    BOOST_TEST(queue.fire(at(5)));
    BOOST_TEST(fired == (std::vector{1, 3, 5}));
    BOOST_TEST(queue.size() == 2u);
    BOOST_TEST(queue.fire(at(100)));
    BOOST_TEST(fired == (std::vector{1, 3, 5, 7, 9}));
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(one_that_is_removed_does_not_fire)
{
    auto& first = set(1);
    set(2);
    auto& last = set(3);
    queue.remove(first);
    queue.remove(first);
    queue.remove(last);
    BOOST_TEST(!first.is_set());
    queue.fire(at(10));
    BOOST_TEST(fired == std::vector{2});
    queue.add(first, at(20));
    BOOST_TEST(first.is_set());
    queue.fire(at(20));
    BOOST_TEST(fired == (std::vector{2, 1}));
}

BOOST_AUTO_TEST_CASE(one_may_be_set_or_removed_while_others_fire)
{
    struct meddler : timer
    {
        explicit meddler(fixture& of)
            : timer([](timer& self) {
                auto& mine = static_cast<meddler&>(self);
                mine.whole.queue.remove(mine.whole.timers.front());
                mine.whole.set(4);
            })
            , whole(of)
        {}
        fixture& whole;
    } meddler(*this);
    set(5);
    queue.add(meddler, at(1));
    queue.fire(at(10));
    BOOST_TEST(fired == std::vector{4});
}

BOOST_AUTO_TEST_CASE(any_order_of_setting_and_removing_keeps_the_order_of_firing)
{
    std::minstd_rand random(1);
    for (int round = 0; round != 200; ++round)
    {
        fixture mine;
        std::vector<int> expected;
        for (int i = 0; i != 100; ++i)
        {
            mine.set(int(random() % 50));
        }
        for (auto& each : mine.timers)
        {
            if (random() % 3 == 0)
            {
                mine.queue.remove(each);
            }
            else
            {
                expected.push_back(each.number);
            }
        }
        std::sort(expected.begin(), expected.end());
        mine.queue.fire(at(50));
        BOOST_TEST(mine.fired == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
