// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/pool.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::pool::Pool;
using gevent::pool::PoolFull;
using namespace quartet_test;

void wait_for_ever()
{
    gevent::sleep(std::nullopt);
}

BOOST_FIXTURE_TEST_SUITE(pool, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(it_has_so_many_places)
{
    Pool pool(2);
    BOOST_TEST(*pool.maxsize() == 2u);
    BOOST_TEST(pool.free_count() == 2u);
    BOOST_TEST(!pool.full());
    pool.spawn([] {});
    BOOST_TEST(pool.free_count() == 1u);
    pool.spawn([] {});
    BOOST_TEST(pool.full());
    BOOST_TEST(pool.size() == 2u);
    BOOST_TEST(pool.join());
    BOOST_TEST(pool.free_count() == 2u);
    BOOST_CHECK_EXCEPTION(Pool(-1), quartet::ValueError, [](auto const& error) {
        return error.what() == std::string("size: must be at least 0, but is -1");
    });
}

BOOST_AUTO_TEST_CASE(without_a_limit_it_is_never_full)
{
    Pool pool;
    BOOST_TEST(!pool.maxsize());
    for (int i = 0; i != 1000; ++i)
    {
        pool.spawn([] {});
    }
    BOOST_TEST(!pool.full());
    BOOST_TEST(pool.free_count() > 0u);
    BOOST_TEST(pool.wait_available(0));
    pool.join();
}

BOOST_AUTO_TEST_CASE(who_spawns_in_a_full_pool_waits)
{
    Pool pool(1);
    std::vector<int> order;
    pool.spawn([&] {
        gevent::sleep(0);
        order.push_back(1);
    });
    pool.spawn([&] { order.push_back(2); });
    BOOST_TEST(order == std::vector({1}));
    pool.join();
    BOOST_TEST(order == std::vector({1, 2}));
}

BOOST_AUTO_TEST_CASE(a_place_is_free_when_its_member_is_joined)
{
    Pool pool(1);
    for (int i = 0; i != 100; ++i)
    {
        auto const g = pool.spawn([i] { return i; });
        BOOST_TEST(g.get() == i);
        pool.add(gevent::spawn([] {}), false);
        pool.join();
    }
}

BOOST_AUTO_TEST_CASE(add_need_not_wait)
{
    Pool pool(1);
    auto const member = pool.spawn(wait_for_ever);
    gevent::Greenlet<void> const other([] {});
    BOOST_CHECK_THROW(pool.add(other, false), PoolFull);
    BOOST_CHECK_THROW(pool.start(other, false, -1), PoolFull);
    BOOST_CHECK_THROW(pool.start(other, true, 0.01), PoolFull);
    BOOST_TEST(!other.started());
    pool.add(member, false);  // is one already
    BOOST_TEST(!pool.wait_available(0));
    BOOST_TEST(!pool.wait_available(0.01));
    member.kill();
    BOOST_TEST(pool.wait_available());
    BOOST_TEST(pool.free_count() == 1u);
    pool.start(other, false);
    pool.join();
    BOOST_TEST(other.successful());
}

BOOST_AUTO_TEST_CASE(with_size_0_nothing_runs)
{
    Pool pool(0);
    BOOST_TEST(pool.full());
    gevent::Greenlet<void> const g([] {});
    BOOST_CHECK_THROW(pool.start(g, true, 0.01), PoolFull);
    BOOST_TEST(pool.join());
}

BOOST_AUTO_TEST_CASE(discard_makes_room)
{
    Pool pool(1);
    auto const member = pool.spawn(wait_for_ever);
    pool.discard(member);
    BOOST_TEST(pool.free_count() == 1u);
    member.kill();
    BOOST_TEST(pool.free_count() == 1u);
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_ends_while_it_waits_for_a_place_takes_none)
{
    Pool pool(1);
    auto const member = pool.spawn(wait_for_ever);
    gevent::Greenlet<void> const other([] {});
    auto const adds = gevent::spawn([&] { pool.add(other); });
    gevent::sleep(0);
    other.kill();
    member.kill();
    adds.get();
    BOOST_TEST(pool.empty());
    BOOST_TEST(pool.free_count() == 1u);
}

BOOST_AUTO_TEST_CASE(who_is_killed_while_he_waits_for_a_place_starts_nothing)
{
    Pool pool(1);
    auto const member = pool.spawn(wait_for_ever);
    auto const victim = gevent::spawn([&] { pool.spawn([] { BOOST_ERROR("it began"); }); });
    gevent::sleep(0);
    victim.kill();
    member.kill();
    BOOST_TEST(pool.free_count() == 1u);
}

BOOST_AUTO_TEST_CASE(never_more_than_its_places_run_at_once)
{
    constexpr int size = 100;
    Pool pool(size);
    int now = 0;
    int most = 0;
    std::size_t most_members = 0;
    int done = 0;
    for (int i = 0; i != 10'000; ++i)
    {
        pool.spawn([&, i] {
            most = std::max(most, ++now);
            most_members = std::max(most_members, pool.size());
            for (int n = i % 3; n != 0; --n)
            {
                gevent::sleep(0);
            }
            --now;
            ++done;
        });
    }
    BOOST_TEST(pool.join());
    BOOST_TEST(done == 10'000);
    BOOST_TEST(most <= size);
    BOOST_TEST(most_members == std::size_t(size));
}

BOOST_AUTO_TEST_CASE(apply_in_a_member_of_a_full_pool_is_done_in_place)
{
    Pool pool(1);
    int const result = pool.apply([&] { return pool.apply([](int x) { return 2 * x; }, 21); });
    BOOST_TEST(result == 42);
    int seen = 0;
    pool.apply([&] { pool.apply([&] { seen = 1; }); });
    BOOST_TEST(seen == 1);
}

BOOST_AUTO_TEST_CASE(apply_async_does_not_wait)
{
    Pool pool(1);
    auto const member = pool.spawn(wait_for_ever);
    auto const later = pool.apply_async([](int x) { return x; }, 3);
    gevent::sleep(0);
    BOOST_TEST(!later.ready());
    member.kill();
    BOOST_TEST(later.get() == 3);
}

BOOST_AUTO_TEST_CASE(kill_also_ends_what_waiting_spawners_begin)
{
    Pool pool(1);
    bool began = false;
    pool.spawn(wait_for_ever);
    auto const spawner = gevent::spawn([&] { return pool.spawn([&] { began = true; }); });
    gevent::sleep(0);
    BOOST_TEST(pool.kill());
    BOOST_TEST(pool.empty());
    spawner.join();
    pool.join();
    BOOST_TEST(spawner.successful());
}

BOOST_AUTO_TEST_CASE(among_callers_that_are_killed_and_late_at_random_no_place_is_lost)
{
    constexpr int interruptions = 1000;
    constexpr int size = 3;
    Pool pool(size);
    int now = 0;
    int most = 0;
    int late = 0;
    int next = 0;
    std::set<int> spawned;
    std::set<int> begun;
    auto const work = [&](unsigned seed) {
        std::minstd_rand random(seed);
        for (;;)
        {
            try
            {
                auto const with =
                    gevent::Timeout::start_new(std::chrono::microseconds(random() % 200));
                auto const task = [&](int number) {
                    struct presence
                    {
                        int& count;
                        ~presence() { --count; }
                    } const here{now};
                    most = std::max(most, ++now);
                    begun.insert(number);
                    gevent::sleep(0);
                };
                int const mine = next++;
                if (random() % 3 == 0)
                {
                    pool.apply(task, mine);
                }
                else
                {
                    pool.spawn(task, mine);
                }
                spawned.insert(mine);
            }
            catch (gevent::Timeout const&)
            {
                ++late;
            }
        }
    };
    std::vector<gevent::Greenlet<void>> workers(20);
    std::minstd_rand random(3);
    int kills = 0;
    while (kills < interruptions || late < interruptions)
    {
        auto& unlucky = workers[random() % workers.size()];
        if (unlucky && !unlucky.ready())
        {
            unlucky.kill(nullptr, random() % 2 == 0);
            ++kills;
        }
        unlucky = gevent::spawn(work, static_cast<unsigned>(random()));
        for (auto rounds = random() % 8; rounds != 0; --rounds)
        {
            gevent::sleep(0);
        }
    }
    std::erase_if(workers, [](auto const& each) { return !each; });
    gevent::killall(workers);
    BOOST_TEST(pool.join());
    BOOST_TEST(now == 0);
    BOOST_TEST(pool.free_count() == std::size_t(size));
    for (int i = 0; i != size; ++i)
    {
        pool.spawn([&] {
            most = std::max(most, ++now);
            gevent::sleep(std::nullopt);
        });
    }
    BOOST_TEST(pool.full());  // all places are there still
    gevent::sleep(0);
    BOOST_TEST(most == size);
    BOOST_TEST(pool.kill());
    BOOST_TEST(spawned.size() > 100u);
    BOOST_TEST(std::includes(begun.begin(), begun.end(), spawned.begin(), spawned.end()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
