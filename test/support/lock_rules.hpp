// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What every lock does, threading's and multiprocessing's, between threads or between greenlets of
// one thread. The test of a lock says so before it includes this file:
//
//     using lock_under_test = std::tuple<quartet::threading::Lock>;
//     using peer = quartet_test::peer_thread;  // or peer_greenlet

#ifndef QUARTET_TEST_SUPPORT_LOCK_RULES_HPP
#define QUARTET_TEST_SUPPORT_LOCK_RULES_HPP

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <mutex>
#include <random>

#include "support/lock_traits.hpp"
#include "support/peer_thread.hpp"  // in_another

namespace quartet_test {

template <class Question>
bool in_another_peer(Question question)
{
    return in_another<peer>(std::move(question));
}

/// Whether another one would get it now.
template <class Lock>
bool is_free(Lock& lock)
{
    return in_another_peer([&] {
        bool const got = lock.acquire(false);
        if (got)
        {
            lock.release();
        }
        return got;
    });
}

namespace {

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(rules)

BOOST_AUTO_TEST_CASE_TEMPLATE(one_at_a_time_has_it, Lock, lock_under_test)
{
    Lock lock;
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire());
    BOOST_TEST(lock.locked());
    BOOST_TEST(in_another_peer([&] { return !lock.acquire(false); }));
    BOOST_TEST(in_another_peer([&] { return !lock.try_lock(); }));
    BOOST_TEST(in_another_peer([&] { return !lock.acquire(true, 0); }));
    BOOST_TEST(in_another_peer([&] { return !lock.acquire(true, 0.01); }));
    lock.release();
    BOOST_TEST(!lock.locked());
    BOOST_TEST(is_free(lock));
    BOOST_TEST(lock.try_lock());
    lock.unlock();
    lock.lock();
    lock.unlock();
    BOOST_TEST(lock.acquire(true, 0));
    lock.release();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_whole_limit_is_waited_for, Lock, lock_under_test)
{
    Lock lock;
    std::scoped_lock with(lock);
    BOOST_TEST(in_another_peer([&] {
        auto const start = std::chrono::steady_clock::now();
        return !lock.acquire(true, 120ms) && std::chrono::steady_clock::now() - start >= 120ms;
    }));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_limit_is_nullopt, Lock, lock_under_test)
{
    Lock lock;
    BOOST_TEST(lock.acquire(true, std::nullopt));
    peer waiter([&] { return lock.acquire(true, std::nullopt); });
    waiter.until_asleep();
    BOOST_TEST(in_another_peer([&] { return !lock.acquire(false, std::nullopt); }));
    lock.release();
    BOOST_TEST(waiter.result());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_negative_limit, Lock, lock_under_test)
{
    Lock lock;
    if constexpr (lock_traits<Lock>::minus_one_is_no_limit)
    {
        BOOST_CHECK_THROW(lock.acquire(true, -2), quartet::ValueError);
        BOOST_CHECK_THROW(lock.acquire(true, -0.5), quartet::ValueError);
        BOOST_CHECK_THROW(lock.acquire(true, -1ns), quartet::ValueError);
        BOOST_CHECK_THROW(lock.acquire(false, 1), quartet::ValueError);
        BOOST_CHECK_THROW(lock.acquire(false, 0), quartet::ValueError);
        BOOST_TEST(!lock.locked());
        // -1 is no limit.
        BOOST_TEST(lock.acquire(false, -1));
        BOOST_TEST(in_another_peer([&] { return !lock.acquire(false, -1); }));
        peer waiter([&] { return lock.acquire(true, -1); });
        waiter.until_asleep();
        lock.release();
        BOOST_TEST(waiter.result());
    }
    else
    {
        BOOST_TEST(lock.acquire(true, -1));
        BOOST_TEST(in_another_peer([&] { return !lock.acquire(true, -1); }));
        BOOST_TEST(in_another_peer([&] { return !lock.acquire(true, -2.5); }));
        if constexpr (lock_traits<Lock>::limits_need_blocking)
        {
            BOOST_CHECK_THROW(lock.acquire(false, 1), quartet::ValueError);
        }
        else
        {
            BOOST_TEST(in_another_peer([&] { return !lock.acquire(false, 1); }));
        }
        lock.release();
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(to_release_a_free_one_is_an_error, Lock, lock_under_test)
{
    using error = typename lock_traits<Lock>::wrong_release;
    Lock lock;
    BOOST_CHECK_THROW(lock.release(), error);
    lock.acquire();
    lock.release();
    BOOST_CHECK_THROW(lock.unlock(), error);
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire(false));
    lock.release();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(another_releases_it_only_if_it_has_no_owner, Lock, lock_under_test)
{
    Lock lock;
    lock.acquire();
    bool const released = in_another_peer([&] {
        try
        {
            lock.release();
            return true;
        }
        catch (typename lock_traits<Lock>::wrong_release const&)
        {
            return false;
        }
    });
    BOOST_TEST(released == !lock_traits<Lock>::is_recursive);
    BOOST_TEST(is_free(lock) == released);
    if (!released)
    {
        lock.release();
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    its_holder_gets_it_again_only_if_it_is_recursive, Lock, lock_under_test)
{
    Lock lock;
    lock.acquire();
    if constexpr (lock_traits<Lock>::is_recursive)
    {
        BOOST_TEST(lock.acquire());
        BOOST_TEST(lock.acquire(false));
        BOOST_TEST(lock.acquire(true, 0));
        BOOST_TEST(lock.try_lock());
        for (int i = 0; i != 4; ++i)
        {
            lock.release();
            BOOST_TEST(lock.locked());
            BOOST_TEST(!is_free(lock));
        }
    }
    else
    {
        BOOST_TEST(!lock.acquire(false));
        BOOST_TEST(!lock.try_lock());
        BOOST_TEST(!lock.acquire(true, 0.01));
    }
    lock.release();
    BOOST_TEST(!lock.locked());
    BOOST_TEST(is_free(lock));
    BOOST_CHECK_THROW(lock.release(), typename lock_traits<Lock>::wrong_release);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_is_a_scope, Lock, lock_under_test)
{
    Lock first;
    Lock second;
    {
        std::scoped_lock with(first, second);
        BOOST_TEST(!is_free(first));
        BOOST_TEST(!is_free(second));
    }
    BOOST_TEST(is_free(first));
    BOOST_TEST(is_free(second));
    {
        std::unique_lock with(first, std::try_to_lock);
        BOOST_TEST(with.owns_lock());
        with.unlock();
        BOOST_TEST(is_free(first));
        with.lock();
        BOOST_TEST(!is_free(first));
    }
    BOOST_TEST(is_free(first));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(all_who_wait_get_it_in_turn, Lock, lock_under_test)
{
    Lock lock;
    lock.acquire();
    int had = 0;
    std::deque<peer> waiters;
    for (int i = 0; i != 4; ++i)
    {
        waiters
            .emplace_back([&] {
                std::scoped_lock with(lock);
                ++had;
                return true;
            })
            .until_asleep();
    }
    BOOST_TEST(had == 0);
    lock.release();
    for (auto& each : waiters)
    {
        BOOST_TEST(each.result());
    }
    BOOST_TEST(had == 4);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    who_gave_up_does_not_keep_the_next_from_getting_it, Lock, lock_under_test)
{
    Lock lock;
    lock.acquire();
    peer impatient([&] { return !lock.acquire(true, 50ms); });
    impatient.until_asleep();
    peer patient([&] { return lock.acquire(); });
    patient.until_asleep();
    BOOST_TEST(impatient.result());
    BOOST_TEST(!patient.is_done());
    lock.release();
    BOOST_TEST(patient.result());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_turn_is_lost_among_those_that_often_give_up, Lock, lock_under_test)
{
    constexpr int turns = 2000;
    Lock lock;
    int counter = 0;  // guarded by it
    std::array<int, 4> successes{};
    {
        std::deque<peer> all;
        for (int& mine : successes)
        {
            all.emplace_back([&lock, &counter, &mine, &successes] {
                std::minstd_rand random(static_cast<unsigned>(&mine - successes.data()) + 1);
                for (int i = 0; i != turns; ++i)
                {
                    bool const is_limited = random() % 4 != 0;
                    if (is_limited ? lock.acquire(true, std::chrono::microseconds(random() % 200))
                                   : lock.acquire())
                    {
                        ++counter;
                        ++mine;
                        if (random() % 8 == 0)
                        {
                            peer::yield();  // so that others have to wait
                        }
                        lock.release();
                    }
                }
                return true;
            });
        }
    }
    int sum = 0;
    for (int each : successes)
    {
        sum += each;
    }
    BOOST_TEST(counter == sum);
    BOOST_TEST(sum >= turns);
    BOOST_TEST(is_free(lock));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quartet_test

#endif
