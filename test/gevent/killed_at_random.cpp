// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Many greenlets that are killed, and late, at random, while they share queues and locks.
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/lock.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/queue/queue.hpp>
#include <quartet/threading/condition.hpp>
#include <quartet/threading/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <mutex>
#include <random>
#include <set>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace threading = quartet::threading;
using namespace quartet_test;

/// What greenlets share, and what they have done with it. They are of one thread, so that nothing
/// happens between a wait and the line after it.
struct commons
{
    static constexpr int permits = 3;

    quartet::queue::Queue<int> queue{4};
    threading::Semaphore semaphore{permits};
    threading::Lock lock;
    threading::RLock rlock;
    threading::Condition condition;

    int next = 0;
    std::set<int> put;
    std::multiset<int> got;
    int inside = 0;   // with a permit
    int holders = 0;  // of the lock
    int owners = 0;   // of the recursive one
    int holders_of_condition = 0;
    int late = 0;
    int strange = 0;

    /// Counts those in a section, whatever ends it.
    struct presence
    {
        int& count;
        presence(int& at, int most, int& too_many)
            : count(at)
        {
            too_many += ++count > most ? 1 : 0;
        }
        ~presence() { --count; }
    };

    void act(std::minstd_rand& random)
    {
        switch (random() % 7)
        {
        case 0:
        case 1: {
            int const mine = next++;
            queue.put(mine);
            put.insert(mine);
            break;
        }
        case 2:
        case 3:
            got.insert(queue.get());
            break;
        case 4: {
            std::scoped_lock const with(semaphore);
            presence const here(inside, permits, strange);
            gevent::sleep(0);
            break;
        }
        case 5: {
            std::scoped_lock const with(lock);
            presence const here(holders, 1, strange);
            std::scoped_lock const with_this(rlock);
            presence const here_too(owners, 1, strange);
            gevent::sleep(0);
            break;
        }
        case 6: {
            std::scoped_lock const with(condition);
            condition.notify();
            condition.wait();
            presence const here(holders_of_condition, 1, strange);
            break;
        }
        }
    }

    void work(unsigned seed)
    {
        std::minstd_rand random(seed);
        for (;;)
        {
            try
            {
                auto const with =
                    gevent::Timeout::start_new(std::chrono::microseconds(random() % 200));
                act(random);
            }
            catch (gevent::Timeout const&)
            {
                ++late;
            }
        }
    }
};

BOOST_FIXTURE_TEST_SUITE(killed_at_random, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(no_item_permit_or_lock_is_lost)
{
    constexpr int interruptions = 1000;
    commons all;
    std::vector<gevent::Greenlet<void>> workers(20);
    std::minstd_rand random(1);
    int kills = 0;
    while (kills < interruptions || all.late < interruptions)
    {
        auto& unlucky = workers[random() % workers.size()];
        if (unlucky && !unlucky.ready())
        {
            unlucky.kill(nullptr, random() % 2 == 0);
            ++kills;
        }
        unlucky = gevent::spawn([&all, seed = static_cast<unsigned>(random())] { all.work(seed); });
        for (auto rounds = random() % 8; rounds != 0; --rounds)
        {
            gevent::sleep(0);
        }
    }
    std::erase_if(workers, [](auto const& each) { return !each; });
    gevent::killall(workers);
    gevent::wait();

    while (!all.queue.empty())
    {
        all.got.insert(all.queue.get_nowait());
    }
    BOOST_TEST((all.got == std::multiset<int>(all.put.begin(), all.put.end())));
    BOOST_TEST(all.put.size() > 100u);
    BOOST_TEST(all.semaphore.counter() == commons::permits);
    BOOST_TEST(!all.lock.locked());
    BOOST_TEST(!all.rlock.locked());
    BOOST_TEST(!all.condition.locked());
    BOOST_TEST(all.strange == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
