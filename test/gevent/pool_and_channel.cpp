// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Members of pools that hand items to each other, and are killed at random.
#include <quartet/gevent/channel.hpp>
#include <quartet/gevent/pool.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using namespace quartet_test;

BOOST_FIXTURE_TEST_SUITE(pool_and_channel, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(no_item_and_no_place_is_lost_or_doubled)
{
    constexpr int kills = 1000;
    constexpr int size = 5;
    gevent::queue::Channel<int> ch;
    gevent::pool::Pool putters(size);
    gevent::pool::Pool getters(size);
    int next = 0;
    int late = 0;
    std::set<int> put;
    std::multiset<int> got;
    auto const put_some = [&](unsigned seed) {
        std::minstd_rand random(seed);
        for (int i = 0; i != 10; ++i)
        {
            auto const with = gevent::Timeout::start_new(std::chrono::microseconds(random() % 500));
            try
            {
                int const mine = next++;
                ch.put(mine);
                put.insert(mine);
            }
            catch (gevent::Timeout const&)
            {
                ++late;
            }
        }
    };
    auto const get_some = [&](unsigned seed) {
        std::minstd_rand random(seed);
        for (int i = 0; i != 10; ++i)
        {
            try
            {
                got.insert(ch.get(true, std::chrono::microseconds(random() % 500)));
            }
            catch (gevent::queue::Empty const&)
            {
                ++late;
            }
        }
    };

    std::minstd_rand random(4);
    for (int killed = 0; killed < kills;)
    {
        putters.spawn(put_some, static_cast<unsigned>(random()));
        getters.spawn(get_some, static_cast<unsigned>(random()));
        gevent::sleep(0);
        for (auto* const pool : {&putters, &getters})
        {
            for (gevent::greenlet const& each : *pool)
            {
                if (random() % 4 == 0)
                {
                    pool->killone(each, nullptr, random() % 2 == 0);
                    ++killed;
                }
            }
        }
    }
    BOOST_TEST(putters.kill());
    BOOST_TEST(getters.kill());
    BOOST_TEST((got == std::multiset<int>(put.begin(), put.end())));
    BOOST_TEST(put.size() > 100u);
    BOOST_TEST(ch.balance() == 0);
    BOOST_TEST(putters.free_count() == std::size_t(size));
    BOOST_TEST(getters.free_count() == std::size_t(size));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
