// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/condition.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <random>
#include <tuple>
#include <vector>

#include "support/cpu_time.hpp"
#include "support/peer_thread.hpp"

namespace {

namespace threading = quartet::threading;
using namespace quartet_test;
using namespace std::chrono_literals;
using threading::Condition;

/// A lock of the kind and a condition over it.
template <class Lock>
struct with_own_lock
{
    Lock lock;
    Condition condition{lock};
};

using locks = std::tuple<threading::Lock, threading::RLock>;

/// Threads that wait, each of them before the next one came.
struct waiters
{
    Condition& condition;
    std::vector<int> order = {};  // in which they went on; guarded by the condition's lock
    std::deque<peer_thread> threads = {};

    explicit waiters(Condition& at)
        : condition(at)
    {}

    void add(quartet::timeout limit = {})
    {
        int const number = static_cast<int>(threads.size());
        threads
            .emplace_back([this, number, limit] {
                std::scoped_lock with(condition);
                bool const notified = condition.wait(limit);
                order.push_back(number);
                return notified;
            })
            .until_asleep();
        std::scoped_lock with(condition);  // which it has to release first
    }

    void notify(int n)
    {
        std::scoped_lock with(condition);
        condition.notify(n);
    }
};

BOOST_AUTO_TEST_SUITE(condition)

BOOST_AUTO_TEST_CASE_TEMPLATE(without_the_lock_every_verb_is_an_error, Lock, locks)
{
    with_own_lock<Lock> own;
    Condition& condition = own.condition;
    BOOST_CHECK_THROW(condition.wait(), quartet::RuntimeError);
    BOOST_CHECK_THROW(condition.wait(0), quartet::RuntimeError);
    BOOST_CHECK_THROW(condition.wait_for([] { return false; }), quartet::RuntimeError);
    BOOST_CHECK_THROW(condition.notify(), quartet::RuntimeError);
    BOOST_CHECK_THROW(condition.notify(0), quartet::RuntimeError);
    BOOST_CHECK_THROW(condition.notify_all(), quartet::RuntimeError);
    BOOST_CHECK_THROW(condition.release(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(the_lock_of_another_thread_is_not_ours)
{
    Condition condition;
    std::scoped_lock with(condition);
    auto const is_refused = [&](auto verb) {
        return in_another_thread([&] {
            try
            {
                verb();
                return false;
            }
            catch (quartet::RuntimeError const&)
            {
                return true;
            }
        });
    };
    BOOST_TEST(is_refused([&] { condition.wait(0); }));
    BOOST_TEST(is_refused([&] { condition.notify(); }));
    BOOST_TEST(is_refused([&] { condition.notify_all(); }));
    BOOST_TEST(is_refused([&] { condition.release(); }));
}

BOOST_AUTO_TEST_CASE(a_negative_number_to_notify_is_an_error)
{
    Condition condition;
    std::scoped_lock with(condition);
    BOOST_CHECK_THROW(condition.notify(-1), quartet::ValueError);
    condition.notify(0);
    condition.notify(3);
    condition.notify_all();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_is_acquired_and_released_as_its_lock, Lock, locks)
{
    with_own_lock<Lock> own;
    Condition& condition = own.condition;
    BOOST_TEST(!condition.locked());
    BOOST_TEST(condition.acquire());
    BOOST_TEST(condition.locked());
    BOOST_TEST(own.lock.locked());
    BOOST_TEST(in_another_thread([&] { return !condition.try_lock(); }));
    BOOST_TEST(in_another_thread([&] { return !condition.acquire(true, 0.01); }));
    BOOST_CHECK_THROW(condition.acquire(true, -2), quartet::ValueError);
    condition.release();
    BOOST_TEST(!own.lock.locked());
    {
        std::scoped_lock with(condition);
        BOOST_TEST(own.lock.locked());
    }
    BOOST_TEST(!own.lock.locked());
}

BOOST_AUTO_TEST_CASE(its_own_lock_is_recursive)
{
    Condition condition;
    std::scoped_lock outer(condition);
    std::scoped_lock inner(condition);
    BOOST_TEST(condition.acquire(false));
    condition.release();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_wait_that_gives_up_returns_false_with_the_lock, Lock, locks)
{
    with_own_lock<Lock> own;
    std::scoped_lock with(own.condition);
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!own.condition.wait(120ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 120ms));
    BOOST_TEST(!own.condition.wait(0));
    BOOST_TEST(!own.condition.wait(-1));
    BOOST_TEST(in_another_thread([&] { return !own.lock.acquire(false); }));
}

BOOST_AUTO_TEST_CASE(a_wait_releases_a_recursive_lock_fully_and_takes_it_as_often)
{
    with_own_lock<threading::RLock> own;
    for (quartet::timeout const limit : {quartet::timeout(), quartet::timeout(0)})
    {
        own.lock.acquire();
        own.lock.acquire();
        own.lock.acquire();
        peer_thread notifier([&] {
            std::scoped_lock with(own.condition);
            own.condition.notify();
            return true;
        });
        static_cast<void>(own.condition.wait(limit));
        for (int i = 0; i != 3; ++i)
        {
            BOOST_TEST(in_another_thread([&] { return !own.lock.acquire(false); }));
            own.lock.release();
        }
        BOOST_CHECK_THROW(own.lock.release(), quartet::RuntimeError);
        BOOST_TEST(notifier.result());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_came_first_is_notified_first, Lock, locks)
{
    with_own_lock<Lock> own;
    waiters all(own.condition);
    for (int i = 0; i != 4; ++i)
    {
        all.add();
    }
    for (int i = 0; i != 4; ++i)
    {
        all.notify(1);
        BOOST_TEST(all.threads[static_cast<std::size_t>(i)].result());
        std::scoped_lock with(own.condition);
        BOOST_TEST(all.order.size() == static_cast<std::size_t>(i) + 1);
        BOOST_TEST(all.order.back() == i);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(notify_wakes_as_many_as_it_says, Lock, locks)
{
    with_own_lock<Lock> own;
    waiters all(own.condition);
    for (int i = 0; i != 5; ++i)
    {
        all.add();
    }
    all.notify(0);
    all.notify(2);
    BOOST_TEST(all.threads[0].result());
    BOOST_TEST(all.threads[1].result());
    for (std::size_t i = 2; i != 5; ++i)
    {
        all.threads[i].until_asleep();
        BOOST_TEST(!all.threads[i].is_done());
    }
    {
        std::scoped_lock with(own.condition);
        own.condition.notify_all();
        BOOST_TEST(all.order.size() == 2);  // they need the lock
    }
    for (std::size_t i = 2; i != 5; ++i)
    {
        BOOST_TEST(all.threads[i].result());
    }
}

BOOST_AUTO_TEST_CASE(a_notification_is_for_those_who_wait_already)
{
    Condition condition;
    std::scoped_lock with(condition);
    condition.notify();
    condition.notify_all();
    BOOST_TEST(!condition.wait(0));
    BOOST_TEST(!condition.wait(10ms));
}

BOOST_AUTO_TEST_CASE(who_gave_up_gets_no_notification)
{
    Condition condition;
    waiters all(condition);
    all.add(50ms);
    all.add();
    BOOST_TEST(!all.threads[0].result());
    all.notify(1);
    BOOST_TEST(all.threads[1].result());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_notification_at_the_moment_of_a_time_out_is_not_lost, Lock, locks)
{
    with_own_lock<Lock> own;
    Condition& condition = own.condition;
    std::minstd_rand random(1);
    int by_time = 0;
    for (int round = 0; round != 500; ++round)
    {
        auto const limit = std::chrono::microseconds(50 + random() % 200);
        std::atomic<int> waiting{0};
        int notified = 0;  // guarded by the lock
        auto const wait = [&](int turn, quartet::timeout const& time) {
            poll_until([&] { return waiting == turn; });
            std::scoped_lock with(condition);
            ++waiting;
            bool const result = condition.wait(time);
            notified += result ? 1 : 0;
            return result;
        };
        peer_thread patient([&] { return wait(1, {}); });
        peer_thread impatient([&] { return wait(0, limit); });
        poll_until([&] { return waiting == 2; });
        {
            std::scoped_lock with(condition);
            condition.notify();
        }
        // One of them has it. If it was the impatient one, the other needs another.
        if (impatient.result())
        {
            std::scoped_lock with(condition);
            BOOST_TEST(notified == 1);
            condition.notify();
        }
        else
        {
            ++by_time;
        }
        BOOST_TEST(patient.result());
    }
    BOOST_TEST_MESSAGE(by_time << " of 500 gave up");
}

BOOST_AUTO_TEST_CASE(wait_for_returns_the_last_value_of_the_predicate)
{
    Condition condition;
    int value = 0;
    peer_thread changer([&] {
        for (int i = 1; i <= 5; ++i)
        {
            std::scoped_lock with(condition);
            value = i;
            condition.notify_all();
        }
        return true;
    });
    std::scoped_lock with(condition);
    BOOST_TEST(condition.wait_for([&] { return value == 5 ? 42 : 0; }) == 42);
    BOOST_TEST(condition.wait_for([] { return true; }, 0));
    BOOST_TEST(condition.wait_for([] { return 7; }, -1) == 7);
    BOOST_TEST(!condition.wait_for([] { return false; }, 0));
    BOOST_TEST(!condition.wait_for([] { return false; }, -1));
    int calls = 0;
    BOOST_TEST(!condition.wait_for(
        [&] {
            ++calls;
            return false;
        },
        20ms));
    BOOST_TEST(calls == 2);  // nobody is woken for no reason
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_predicate_leaves_the_lock_held)
{
    Condition condition;
    std::scoped_lock with(condition);
    auto const fail = []() -> bool { throw quartet::ValueError("no"); };
    BOOST_CHECK_THROW(condition.wait_for(fail), quartet::ValueError);
    BOOST_TEST(in_another_thread([&] { return !condition.acquire(false); }));
}

BOOST_AUTO_TEST_CASE(a_wait_whose_lock_another_thread_releases_at_that_moment_leaves_no_trace)
{
    with_own_lock<threading::Lock> own;
    for (int round = 0; round != 300; ++round)
    {
        std::atomic<bool> go{false};
        own.lock.acquire();
        auto const ignoring = [](auto verb) {
            try
            {
                verb();
            }
            catch (quartet::RuntimeError const&)
            {}
        };
        peer_thread thief([&] {
            while (!go)
            {}
            ignoring([&] { own.lock.release(); });
            return true;
        });
        go = true;
        ignoring([&] { own.condition.wait(0); });
        BOOST_TEST(thief.result());
        own.lock.acquire(false);
        own.condition.notify_all();
        own.lock.release();
    }
    waiters all(own.condition);
    all.add();
    all.notify(1);
    BOOST_TEST(all.threads[0].result());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(all_items_go_through_a_small_buffer, Lock, locks)
{
    constexpr int items = 3000;
    constexpr int pairs = 2;
    Lock lock;
    Condition not_empty(lock);
    Condition not_full(lock);
    std::deque<int> buffer;
    long sum = 0;
    {
        std::deque<peer_thread> threads;
        for (int pair = 0; pair != pairs; ++pair)
        {
            threads.emplace_back([&] {
                for (int i = 1; i <= items; ++i)
                {
                    std::scoped_lock with(lock);
                    not_full.wait_for([&] { return buffer.size() < 2; });
                    buffer.push_back(i);
                    not_empty.notify();
                }
                return true;
            });
            threads.emplace_back([&, pair] {
                std::minstd_rand random(static_cast<unsigned>(pair) + 1);
                for (int i = 1; i <= items; ++i)
                {
                    std::scoped_lock with(lock);
                    auto const is_there = [&] { return !buffer.empty(); };
                    while (!not_empty.wait_for(is_there, std::chrono::microseconds(random() % 100)))
                    {}
                    sum += buffer.front();
                    buffer.pop_front();
                    not_full.notify();
                }
                return true;
            });
        }
    }
    BOOST_TEST(sum == long(pairs) * items * (items + 1) / 2);
    BOOST_TEST(buffer.empty());
}

BOOST_AUTO_TEST_CASE(to_wait_costs_nothing)
{
    Condition condition;
    waiters all(condition);
    all.add();
    BOOST_TEST((cpu_time_of_two_seconds() < idle_limit));
    all.notify(1);
    BOOST_TEST(all.threads[0].result());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
