// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What every lock does between threads, beside support/lock_rules.hpp, and what means nothing to
// greenlets. The test of a lock names it before it includes this file, as for those.

#ifndef QUARTET_TEST_SUPPORT_LOCK_RULES_OF_THREADS_HPP
#define QUARTET_TEST_SUPPORT_LOCK_RULES_OF_THREADS_HPP

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>

#include "support/cpu_time.hpp"
#include "support/peer_thread.hpp"

namespace quartet_test {
namespace {

BOOST_AUTO_TEST_SUITE(rules)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_condition_variable_of_std_waits_with_it, Lock, lock_under_test)
{
    Lock lock;
    std::condition_variable_any changed;
    int turn = 0;
    peer_thread other([&] {
        std::unique_lock with(lock);
        for (int i = 0; i != 100; ++i)
        {
            changed.wait(with, [&] { return turn == 1; });
            turn = 0;
            changed.notify_one();
        }
        return true;
    });
    std::unique_lock with(lock);
    for (int i = 0; i != 100; ++i)
    {
        turn = 1;
        changed.notify_one();
        changed.wait(with, [&] { return turn == 0; });
    }
    with.unlock();
    BOOST_TEST(other.result());
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_signal_does_not_end_the_wait, Lock, lock_under_test)
{
    static std::atomic<int> handled;
    handled = 0;
    struct sigaction action = {};
    action.sa_handler = [](int) { ++handled; };
    struct sigaction before = {};
    ::sigaction(SIGUSR1, &action, &before);
    Lock lock;
    lock.acquire();
    peer_thread waiter([&] { return lock.acquire(true, 3600); });
    for (int i = 1; i <= 3; ++i)
    {
        waiter.until_asleep();
        waiter.interrupt(SIGUSR1);
        poll_until([&] { return handled == i; });
    }
    BOOST_TEST(!waiter.is_done());
    lock.release();
    BOOST_TEST(waiter.result());
    ::sigaction(SIGUSR1, &before, nullptr);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(to_wait_costs_nothing, Lock, lock_under_test)
{
    Lock lock;
    lock.acquire();
    peer_thread waiter([&] { return lock.acquire(); });
    waiter.until_asleep();
    BOOST_TEST((cpu_time_of_two_seconds() < idle_limit));
    lock.release();
    BOOST_TEST(waiter.result());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quartet_test

#endif
