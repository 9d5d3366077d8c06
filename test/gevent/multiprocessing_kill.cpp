// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Greenlets that are killed, or late, while they wait for processes.
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

BOOST_FIXTURE_TEST_SUITE(killed_among_processes, leaves_nothing_else)

/// Ends the greenlet's wait, and says whether that ended the greenlet.
template <class Wait>
bool is_ended_by_kill(Wait wait)
{
    bool went_on = false;
    auto waits = gevent::spawn([&] {
        wait();
        went_on = true;
    });
    gevent::sleep(0.001);
    return waits.kill() && !went_on;
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_a_queue_takes_nothing)
{
    mp::Queue<int> q(1);
    BOOST_TEST(is_ended_by_kill([&] { q.get(); }));
    q.put(1);
    BOOST_TEST(is_ended_by_kill([&] { q.put(2); }));
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_leaves_locks_as_they_are)
{
    mp::Lock lock;
    lock.acquire();
    BOOST_TEST(is_ended_by_kill([&] { lock.acquire(); }));
    lock.release();
    BOOST_TEST(!lock.locked());
    mp::Semaphore semaphore(0);
    BOOST_TEST(is_ended_by_kill([&] { semaphore.acquire(); }));
    semaphore.release();
    BOOST_TEST(semaphore.get_value() == 1);
    mp::Event event;
    BOOST_TEST(is_ended_by_kill([&] { event.wait(); }));
    event.set();
    BOOST_TEST(event.wait());
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_a_condition_has_its_lock_until_it_is_gone)
{
    mp::Lock lock;
    mp::Condition condition(lock);
    bool owned = false;
    auto waits = gevent::spawn([&] {
        std::scoped_lock const with(condition);
        try
        {
            condition.wait();
        }
        catch (gevent::GreenletExit const&)
        {
            owned = lock.locked();
            throw;
        }
    });
    gevent::sleep(0.001);
    waits.kill();
    BOOST_TEST(owned);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(a_notification_that_meets_a_killed_greenlet_goes_to_another)
{
    mp::Condition condition;
    auto const wait = [&] {
        std::scoped_lock const with(condition);
        return condition.wait();
    };
    auto first = gevent::spawn(wait);
    auto second = gevent::spawn(wait);
    gevent::sleep(0.001);
    {
        std::scoped_lock const with(condition);
        first.kill(nullptr, false);  // it has left its wait, and has not run since
        condition.notify();
    }
    BOOST_TEST(second.get());
    BOOST_TEST(first.successful());
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_a_barrier_breaks_it)
{
    mp::Barrier barrier(3);
    auto other = gevent::spawn([&] {
        try
        {
            barrier.wait();
        }
        catch (quartet::threading::BrokenBarrierError const&)
        {
            return true;
        }
        return false;
    });
    BOOST_TEST(is_ended_by_kill([&] { barrier.wait(); }));
    BOOST_TEST(other.get());
    BOOST_TEST(barrier.broken());
    BOOST_TEST(barrier.n_waiting() == 0);
}

BOOST_AUTO_TEST_CASE(a_greenlet_is_killed_while_it_waits_for_a_process)
{
    mp::Event end;
    mp::Process process([](mp::Event until) { until.wait(); }, end);
    process.start();
    BOOST_TEST(is_ended_by_kill([&] { process.join(); }));
    BOOST_TEST(process.is_alive());
    end.set();
    process.join();
}

BOOST_AUTO_TEST_CASE(a_greenlet_is_killed_between_messages_of_a_connection)
{
    auto [ours, theirs] = mp::Pipe();
    BOOST_TEST(is_ended_by_kill([end = &ours] { end->recv<int>(); }));
    theirs.send(7);
    BOOST_TEST(ours.recv<int>() == 7);
    BOOST_TEST(is_ended_by_kill([end = &ours] { end->poll(std::nullopt); }));
}

BOOST_AUTO_TEST_CASE(a_message_that_has_begun_is_received_whole_by_a_greenlet_that_is_killed)
{
    auto [ours, theirs] = mp::Pipe();
    std::string const large(5'000'000, 'x');
    std::string got;
    auto receives = gevent::spawn([&, end = &ours] {
        got = end->recv<std::string>();
        end->recv<int>();
    });
    auto sends = gevent::spawn([&, end = &theirs] { end->send(large); });
    gevent::sleep(0);
    gevent::sleep(0);
    receives.kill();
    // Killed before the first byte, or after the last.
    BOOST_TEST((got.empty() || got == large));
    BOOST_TEST((got.empty() ? ours.recv<std::string>() == large : true));
    sends.get();
    theirs.send(1);
    BOOST_TEST(ours.recv<int>() == 1);
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_a_wait_beside_other_greenlets)
{
    mp::Queue<int> q;
    auto waits = gevent::spawn([&] {
        try
        {
            q.get(true, 0.02);
        }
        catch (quartet::queue::Empty const&)
        {
            return true;
        }
        return false;
    });
    BOOST_TEST(waits.get());
}

// --- the rest -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
