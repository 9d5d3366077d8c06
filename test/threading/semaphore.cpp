// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/semaphore.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <limits>
#include <mutex>
#include <random>
#include <string>
#include <tuple>

#include "support/cpu_time.hpp"
#include "support/peer_thread.hpp"

namespace {

namespace threading = quartet::threading;
using namespace quartet_test;
using namespace std::chrono_literals;
using threading::BoundedSemaphore;
using threading::Semaphore;

using kinds = std::tuple<Semaphore, BoundedSemaphore>;

/// Takes all permits. @return how many there were.
int drain(Semaphore& semaphore)
{
    int count = 0;
    while (semaphore.acquire(false))
    {
        ++count;
    }
    return count;
}

/// Threads that wait for a permit, each of them before the next one came.
struct waiters
{
    Semaphore& semaphore;
    std::deque<peer_thread> threads = {};

    explicit waiters(Semaphore& at, int count)
        : semaphore(at)
    {
        for (int i = 0; i != count; ++i)
        {
            threads.emplace_back([this] { return semaphore.acquire(); }).until_asleep();
        }
    }

    /// Those before have a permit, the others wait on.
    void check(std::size_t served)
    {
        for (std::size_t i = 0; i != threads.size(); ++i)
        {
            if (i < served)
            {
                poll_until([&] { return threads[i].is_done(); });
            }
            else
            {
                threads[i].until_asleep();
                BOOST_TEST(!threads[i].is_done());
            }
        }
    }
};

BOOST_AUTO_TEST_SUITE(semaphore)

BOOST_AUTO_TEST_CASE_TEMPLATE(it_counts, Kind, kinds)
{
    Kind semaphore(2);
    BOOST_TEST(!semaphore.locked());
    BOOST_TEST(semaphore.acquire());
    BOOST_TEST(!semaphore.locked());
    BOOST_TEST(semaphore.acquire(false));
    BOOST_TEST(semaphore.locked());
    BOOST_TEST(!semaphore.acquire(false));
    BOOST_TEST(!semaphore.try_lock());
    BOOST_TEST(!semaphore.acquire(true, 0));
    BOOST_TEST(!semaphore.acquire(true, 0.01));
    semaphore.release();
    BOOST_TEST(semaphore.acquire(true, 0));
    semaphore.release(2);
    BOOST_TEST(drain(semaphore) == 2);
}

BOOST_AUTO_TEST_CASE(it_begins_with_one_permit)
{
    Semaphore semaphore;
    BoundedSemaphore bounded;
    BOOST_TEST(drain(semaphore) == 1);
    BOOST_TEST(drain(bounded) == 1);
    Semaphore none(0);
    BOOST_TEST(none.locked());
    BOOST_TEST(drain(none) == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_negative_value_is_an_error_that_names_it, Kind, kinds)
{
    BOOST_CHECK_EXCEPTION(Kind(-3), quartet::ValueError, [](auto const& error) {
        std::string const text = error.what();
        return text.find("value") != std::string::npos && text.find("-3") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_limit_without_blocking_is_an_error, Kind, kinds)
{
    Kind semaphore(1);
    BOOST_CHECK_THROW(semaphore.acquire(false, 1), quartet::ValueError);
    BOOST_CHECK_THROW(semaphore.acquire(false, 0), quartet::ValueError);
    BOOST_TEST(semaphore.acquire(false, std::nullopt));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_negative_limit_counts_as_zero, Kind, kinds)
{
    Kind semaphore(1);
    BOOST_TEST(semaphore.acquire(true, -1));
    BOOST_TEST(!semaphore.acquire(true, -1));
    BOOST_TEST(!semaphore.acquire(true, -2.5));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_whole_limit_is_waited_for, Kind, kinds)
{
    Kind semaphore(0);
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!semaphore.acquire(true, 120ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 120ms));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(to_release_less_than_one_is_an_error, Kind, kinds)
{
    Kind semaphore(1);
    semaphore.acquire();
    BOOST_CHECK_THROW(semaphore.release(0), quartet::ValueError);
    BOOST_CHECK_THROW(semaphore.release(-1), quartet::ValueError);
    BOOST_TEST(drain(semaphore) == 0);
}

BOOST_AUTO_TEST_CASE(it_may_be_released_more_often_than_acquired)
{
    Semaphore semaphore(1);
    semaphore.release();
    semaphore.release(3);
    BOOST_TEST(drain(semaphore) == 5);
}

BOOST_AUTO_TEST_CASE(more_permits_than_can_be_counted_are_an_error)
{
    constexpr int most = std::numeric_limits<int>::max();
    Semaphore semaphore(most);
    BOOST_CHECK_THROW(semaphore.release(), quartet::ValueError);
    BOOST_CHECK_THROW(semaphore.release(most), quartet::ValueError);
    BOOST_TEST(semaphore.acquire());
    semaphore.release();
}

BOOST_AUTO_TEST_CASE(a_bounded_one_refuses_what_is_too_much_and_gives_nothing_back)
{
    BoundedSemaphore semaphore(3);
    BOOST_CHECK_THROW(semaphore.release(), quartet::ValueError);
    semaphore.acquire();
    semaphore.acquire();
    BOOST_CHECK_THROW(semaphore.release(3), quartet::ValueError);
    BOOST_CHECK_THROW(semaphore.release(std::numeric_limits<int>::max()), quartet::ValueError);
    semaphore.release(2);
    BOOST_CHECK_THROW(semaphore.release(), quartet::ValueError);
    BOOST_TEST(drain(semaphore) == 3);
}

BOOST_AUTO_TEST_CASE(a_bounded_one_that_refuses_wakes_nobody)
{
    BoundedSemaphore semaphore(2);
    semaphore.acquire();
    semaphore.acquire();
    waiters three(semaphore, 3);
    BOOST_CHECK_THROW(semaphore.release(3), quartet::ValueError);
    three.check(0);
    semaphore.release(2);
    three.check(2);
    semaphore.release();
    three.check(3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_is_a_scope, Kind, kinds)
{
    Kind semaphore(1);
    {
        std::scoped_lock with(semaphore);
        BOOST_TEST(!semaphore.try_lock());
    }
    {
        std::unique_lock with(semaphore, std::try_to_lock);
        BOOST_TEST(with.owns_lock());
    }
    BOOST_TEST(drain(semaphore) == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(who_came_first_gets_a_permit_first, Kind, kinds)
{
    Kind semaphore(4);
    BOOST_TEST(drain(semaphore) == 4);
    waiters four(semaphore, 4);
    for (std::size_t i = 1; i <= 4; ++i)
    {
        semaphore.release();
        four.check(i);
    }
    BOOST_TEST(semaphore.locked());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    a_release_hands_the_permit_to_who_waits_and_to_nobody_else, Kind, kinds)
{
    for (int round = 0; round != 50; ++round)
    {
        Kind semaphore(1);
        semaphore.acquire();
        waiters one(semaphore, 1);
        semaphore.release();
        BOOST_TEST(!semaphore.acquire(false));
        one.check(1);
    }
}

BOOST_AUTO_TEST_CASE(a_release_of_many_serves_all_who_wait_and_keeps_the_rest)
{
    Semaphore semaphore(0);
    waiters three(semaphore, 3);
    semaphore.release(2);
    three.check(2);
    semaphore.release(5);
    three.check(3);
    BOOST_TEST(drain(semaphore) == 4);
}

BOOST_AUTO_TEST_CASE(who_gave_up_gets_no_permit)
{
    Semaphore semaphore(0);
    peer_thread impatient([&] { return !semaphore.acquire(true, 50ms); });
    impatient.until_asleep();
    waiters one(semaphore, 1);
    BOOST_TEST(impatient.result());
    semaphore.release();
    one.check(1);
    semaphore.release();
    BOOST_TEST(drain(semaphore) == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(wait_waits_for_a_permit_and_takes_none, Kind, kinds)
{
    Kind semaphore(2);
    BOOST_TEST(semaphore.counter() == 2);
    BOOST_TEST(semaphore.wait() == 2);
    BOOST_TEST(drain(semaphore) == 2);
    BOOST_TEST(semaphore.counter() == 0);
    BOOST_TEST(semaphore.wait(0) == 0);
    BOOST_TEST(semaphore.wait(-1) == 0);
    std::deque<peer_thread> onlookers;
    for (int i = 0; i != 3; ++i)
    {
        onlookers.emplace_back([&] { return semaphore.wait() == 2; }).until_asleep();
    }
    semaphore.release(2);
    for (auto& each : onlookers)
    {
        BOOST_TEST(each.result());
    }
    BOOST_TEST(drain(semaphore) == 2);
}

BOOST_AUTO_TEST_CASE(a_permit_that_is_handed_over_is_none_for_wait)
{
    Semaphore semaphore(0);
    peer_thread onlooker([&] { return semaphore.wait() == 1; });
    onlooker.until_asleep();
    waiters one(semaphore, 1);
    semaphore.release();
    one.check(1);
    onlooker.until_asleep();
    BOOST_TEST(!onlooker.is_done());
    semaphore.release();
    BOOST_TEST(onlooker.result());
    BOOST_TEST(drain(semaphore) == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(
    no_permit_is_lost_or_doubled_among_threads_that_often_give_up, Kind, kinds)
{
    Kind semaphore(2);
    std::atomic<int> inside{0};
    std::atomic<int> most{0};
    {
        std::deque<peer_thread> threads;
        for (int t = 0; t != 4; ++t)
        {
            threads.emplace_back([&, t] {
                std::minstd_rand random(static_cast<unsigned>(t) + 1);
                for (int i = 0; i != 2000; ++i)
                {
                    auto const limit = std::chrono::microseconds(random() % 150);
                    if (random() % 4 != 0 ? semaphore.acquire(true, limit) : semaphore.acquire())
                    {
                        int const now = ++inside;
                        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);)
                        {}
                        if (random() % 8 == 0)
                        {
                            std::this_thread::yield();
                        }
                        --inside;
                        semaphore.release();
                    }
                }
                return true;
            });
        }
    }
    BOOST_TEST(most <= 2);
    BOOST_TEST(drain(semaphore) == 2);
}

BOOST_AUTO_TEST_CASE(what_a_thread_did_before_its_release_is_seen_by_who_gets_the_permit)
{
    Semaphore there(0);
    Semaphore back(0);
    int plain = 0;
    peer_thread other([&] {
        bool good = true;
        for (int i = 0; i != 1000; ++i)
        {
            while (!there.acquire(true, 20us))
            {}
            good = good && plain == 2 * i + 1;
            ++plain;
            back.release();
        }
        return good;
    });
    for (int i = 0; i != 1000; ++i)
    {
        ++plain;
        there.release();
        while (!back.acquire(true, 20us))
        {}
        BOOST_TEST_REQUIRE(plain == 2 * i + 2);
    }
    BOOST_TEST(other.result());
}

BOOST_AUTO_TEST_CASE(to_wait_costs_nothing)
{
    Semaphore semaphore(0);
    waiters one(semaphore, 1);
    BOOST_TEST((cpu_time_of_two_seconds() < idle_limit));
    semaphore.release();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
