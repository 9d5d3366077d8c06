// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What greenlets wait for in multiprocessing does not stop their loop.
#include <quartet/gevent.hpp>
#include <quartet/multiprocessing.hpp>
#include <quartet/queue/errors.hpp>
#include <quartet/threading.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "../../src/detail/event_count.hpp"
#include "../../src/detail/loop/shared_waits.hpp"
#include "support/leaves_no_descriptor.hpp"
#include "support/leaves_nothing_else.hpp"
#include "support/poll_until.hpp"
#include "support/processes.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace mp = quartet::multiprocessing;
using namespace quartet_test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

BOOST_FIXTURE_TEST_SUITE(greenlets_and_processes, leaves_nothing_else)

// --- many ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(three_hundred_greenlets_wait_in_one_queue)
{
    constexpr int many = 300;
    mp::Queue<int> q;
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i < many; ++i)
    {
        all.push_back(gevent::spawn([&] { return q.get(); }));
    }
    gevent::sleep(0);
    std::thread puts([q]() mutable {
        for (int i = 0; i < many; ++i)
        {
            q.put(i);
        }
    });
    int sum = 0;
    for (auto const& each : all)
    {
        sum += each.get();
    }
    puts.join();
    BOOST_TEST(sum == many * (many - 1) / 2);
}

BOOST_AUTO_TEST_CASE(greenlets_wait_in_more_objects_than_one_thread_can_watch)
{
    constexpr std::size_t many = 150;
    std::vector<mp::Event> events(many);
    std::vector<gevent::Greenlet<bool>> all;
    for (auto& each : events)
    {
        all.push_back(gevent::spawn([&] { return each.wait(); }));
    }
    gevent::sleep(0);
    std::thread sets([&] {
        for (auto& each : events)
        {
            each.set();
        }
    });
    for (auto const& each : all)
    {
        BOOST_TEST(each.get());
    }
    sets.join();
}

int take_all(mp::Queue<int> from)
{
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i < 10; ++i)
    {
        all.push_back(gevent::spawn([&] {
            int sum = 0;
            for (int item; (item = from.get()) != 0;)
            {
                sum += item;
            }
            return sum;
        }));
    }
    int sum = 0;
    for (auto const& each : all)
    {
        sum += each.get();
    }
    return sum;
}

BOOST_AUTO_TEST_CASE(greenlets_of_two_processes_share_a_queue)
{
    constexpr int many = 2'000;
    mp::Queue<int> q(100);
    mp::Queue<int> sums;
    mp::Process taker(
        [](mp::Queue<int> from, mp::Queue<int> to) { to.put(take_all(from)); }, q, sums);
    taker.start();
    auto puts = gevent::spawn([&] {
        for (int i = 1; i <= many; ++i)
        {
            q.put(i);
        }
        for (int i = 0; i < 20; ++i)
        {
            q.put(0);
        }
    });
    int const mine = take_all(q);
    puts.get();
    BOOST_TEST(mine + sums.get() == many * (many + 1) / 2);
    taker.join();
}

BOOST_AUTO_TEST_CASE(greenlets_of_several_threads_wait_in_one_event)
{
    mp::Event event;
    std::atomic<int> woken = 0;
    std::atomic<int> waiting = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
    {
        threads.emplace_back([&] {
            auto a = gevent::spawn([&] { woken += event.wait(); });
            auto b = gevent::spawn([&] {
                ++waiting;
                woken += event.wait();
            });
            a.join();
            b.join();
        });
    }
    poll_until([&] { return waiting == 3; });
    event.set();
    for (auto& each : threads)
    {
        each.join();
    }
    BOOST_TEST(woken == 6);
}

BOOST_AUTO_TEST_CASE(two_greenlets_exclude_each_other_with_an_rlock)
{
    mp::RLock lock;
    std::vector<int> order;
    auto first = gevent::spawn([&] {
        std::scoped_lock const with(lock);
        std::scoped_lock const again(lock);
        order.push_back(1);
        gevent::sleep(0);
        gevent::sleep(0);
        order.push_back(2);
    });
    auto second = gevent::spawn([&] {
        std::scoped_lock const with(lock);
        order.push_back(3);
    });
    first.get();
    second.get();
    BOOST_TEST(order == (std::vector<int>{1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_can_never_be_woken_is_told_although_others_have_waited_for_processes)
{
    mp::Event event;
    auto waits = gevent::spawn([&] { event.wait(0.001); });
    waits.get();
    quartet::threading::Event never;
    auto also = gevent::spawn([&] { never.wait(); });
    BOOST_CHECK_THROW(never.wait(), gevent::LoopExit);
    never.set();
    also.join();
}

BOOST_AUTO_TEST_CASE(
    a_forked_child_has_a_helper_of_its_own, *boost::unit_test::enable_if<children_have_threads>())
{
    mp::Event go;
    mp::Event went;
    auto waits = gevent::spawn([&] { return go.wait(); });
    gevent::sleep(0.001);
    forked_peer child([&] {
        auto mine = gevent::spawn([&] { return go.wait(); });
        gevent::sleep(0.001);
        went.set();
        return mine.get();
    });
    BOOST_TEST(went.wait());
    go.set();
    BOOST_TEST(waits.get());
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(without_futex_waitv_a_greenlet_looks_every_now_and_then)
{
    using quartet::detail::deadline;
    using quartet::detail::event_count;
    using quartet::detail::shared_waits;
    event_count count;
    auto looks = gevent::spawn([&] {
        bool const late = !shared_waits::look(count, 0, deadline(quartet::timeout(0.001)));
        return late && shared_waits::look(count, 0, deadline(quartet::timeout()));
    });
    gevent::sleep(0.005);
    BOOST_TEST(!looks.ready());
    // A sleeper that does not stay, so that there is somebody to be notified.
    count.await(deadline(quartet::timeout(0)), [](bool) { return false; });
    count.notify_all();
    BOOST_TEST(looks.get());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
