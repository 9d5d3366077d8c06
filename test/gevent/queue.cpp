// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The queues themselves are tested in test/queue; here is what greenlets see of them.
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/queue.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>
#include <type_traits>
#include <vector>

namespace {

namespace gevent = quartet::gevent;
namespace queue = quartet::gevent::queue;

static_assert(std::is_same_v<queue::Queue<int>, quartet::queue::Queue<int>>);
static_assert(std::is_same_v<queue::JoinableQueue<int>, queue::Queue<int>>);
static_assert(std::is_same_v<queue::PriorityQueue<int>, quartet::queue::PriorityQueue<int>>);
static_assert(std::is_same_v<queue::Empty, quartet::queue::Empty>);

BOOST_AUTO_TEST_SUITE(queues)

BOOST_AUTO_TEST_CASE(who_waits_for_an_item_or_for_room_lets_others_run)
{
    queue::Queue<int> q(1);
    std::vector<int> got;
    auto const consumer = gevent::spawn([&] {
        for (int const item : q)
        {
            got.push_back(item);
            q.task_done();
        }
    });
    for (int i = 0; i != 5; ++i)
    {
        q.put(i);
    }
    BOOST_TEST(q.join());
    BOOST_TEST(got == std::vector({0, 1, 2, 3, 4}));
    q.shutdown();
    consumer.get();
}

BOOST_AUTO_TEST_CASE(get_in_a_greenlet_times_out)
{
    queue::LifoQueue<int> q;
    auto const waits = gevent::spawn([&] { return q.get(true, 0.01); });
    BOOST_CHECK_THROW(waits.get(), queue::Empty);
}

BOOST_AUTO_TEST_CASE(a_killed_getter_leaves_the_item_to_others)
{
    queue::Queue<int> q;
    auto const victim = gevent::spawn([&] { return q.get(); });
    auto const other = gevent::spawn([&] { return q.get(); });
    gevent::sleep(0);
    victim.kill(nullptr, false);
    q.put(1);
    BOOST_TEST(other.get() == 1);
    BOOST_CHECK_THROW(victim.get(), gevent::GreenletExit);
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_when_an_item_has_woken_it_loses_no_item)
{
    queue::Queue<int> q;
    int got = 0;
    auto const victim = gevent::spawn([&] {
        got = q.get();
        gevent::sleep(0);
        got = -1;
    });
    gevent::sleep(0);
    q.put(7);
    victim.kill();
    BOOST_TEST(got == 7);
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(items_come_from_other_threads)
{
    queue::SimpleQueue<int> q;
    auto const sum = gevent::spawn([&] {
        int all = 0;
        for (int i = 0; i != 100; ++i)
        {
            all += q.get();
        }
        return all;
    });
    std::thread other([&] {
        for (int i = 0; i != 100; ++i)
        {
            q.put(i);
        }
    });
    BOOST_TEST(sum.get() == 4950);
    other.join();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
