// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What the standard library waits with: futures, atomics, latches, semaphores, barriers, joins.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <barrier>
#include <cerrno>
#include <chrono>
#include <future>
#include <latch>
#include <pthread.h>
#include <semaphore.h>
#include <semaphore>
#include <thread>
#include <threads.h>
#include <vector>

#include "support/locks_patched.hpp"
#include "support/sanitizers.hpp"

namespace gevent = quartet::gevent;
using namespace std::chrono_literals;

namespace {

/// One greenlet waits, another one ends its wait; and the same with a thread that ends it.
template <class Wait, class End>
void check_handover(Wait wait, End end)
{
    for (bool const from_thread : {false, true})
    {
        auto waits = gevent::spawn(wait);
        gevent::sleep(0);
        BOOST_TEST(!waits.ready());
        if (from_thread)
        {
            std::thread thread(end);
            waits.join();
            thread.join();
        }
        else
        {
            auto ends_it = gevent::spawn(end);
            waits.join();
            ends_it.join();
        }
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_futures, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(a_future_is_waited_for)
{
    for (bool const from_thread : {false, true})
    {
        std::promise<int> promise;
        auto waits = gevent::spawn([&] { return promise.get_future().get(); });
        gevent::sleep(0);
        auto const fulfil = [&] { promise.set_value(42); };
        from_thread ? std::thread(fulfil).join() : fulfil();
        BOOST_TEST(waits.get() == 42);
    }
    std::promise<int> never;
    auto future = never.get_future();
    bool has_run = false;
    auto waits = gevent::spawn([&] { return future.wait_for(2ms) == std::future_status::timeout; });
    auto other = gevent::spawn([&] { has_run = !waits.ready(); });
    BOOST_TEST(waits.get());
    BOOST_TEST(has_run);
}

BOOST_AUTO_TEST_CASE(an_atomic_is_waited_for)
{
    std::atomic<int> number{0};
    auto const change = [&] {
        ++number;
        number.notify_all();
    };
    check_handover([&] { number.wait(number.load()); }, change);
}

BOOST_AUTO_TEST_CASE(latches_and_semaphores_are_waited_for)
{
    std::counting_semaphore<10> semaphore(0);
    check_handover([&] { semaphore.acquire(); }, [&] { semaphore.release(); });
    auto waits = gevent::spawn([&] { return semaphore.try_acquire_for(2ms); });
    BOOST_TEST(!waits.get());
    std::latch latch(1);
    auto waits_for_latch = gevent::spawn([&] { latch.wait(); });
    gevent::sleep(0);
    BOOST_TEST(!waits_for_latch.ready());
    latch.count_down();
    waits_for_latch.join();
}

BOOST_AUTO_TEST_CASE(a_barrier_is_waited_for)
{
    int phases = 0;
    std::barrier barrier(3, [&]() noexcept { ++phases; });
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 3; ++i)
    {
        all.push_back(gevent::spawn([&] {
            for (int j = 0; j != 10; ++j)
            {
                barrier.arrive_and_wait();
            }
        }));
    }
    gevent::joinall(all);
    BOOST_TEST(phases == 10);

    pthread_barrier_t three;
    ::pthread_barrier_init(&three, nullptr, 3);
    int serial = 0;
    std::vector<gevent::Greenlet<>> others;
    for (int i = 0; i != 3; ++i)
    {
        others.push_back(gevent::spawn(
            [&] { serial += ::pthread_barrier_wait(&three) == PTHREAD_BARRIER_SERIAL_THREAD; }));
    }
    gevent::joinall(others);
    BOOST_TEST(serial == 1);
    ::pthread_barrier_destroy(&three);
}

BOOST_AUTO_TEST_CASE(threads_are_joined_while_others_run)
{
    std::binary_semaphore goes_on(0);
    std::thread thread([&] { goes_on.acquire(); });
    auto joins = gevent::spawn([&] { thread.join(); });
    gevent::sleep(0);
    BOOST_TEST(!joins.ready());
    goes_on.release();
    joins.join();
    BOOST_TEST(!thread.joinable());

    auto waits = gevent::spawn([&] {
        return std::async(
                   std::launch::async,
                   [&] {
                       goes_on.acquire();
                       return 7;
                   })
            .get();
    });
    gevent::sleep(0.001);
    BOOST_TEST(!waits.ready());
    goes_on.release();
    BOOST_TEST(waits.get() == 7);
}

// ThreadSanitizer does not see these threads begin.
BOOST_AUTO_TEST_CASE(
    threads_of_c11_are_joined_while_others_run,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    std::binary_semaphore goes_on(0);
    thrd_t c_thread;
    ::thrd_create(
        &c_thread,
        [](void* argument) {
            static_cast<std::binary_semaphore*>(argument)->acquire();
            return 5;
        },
        &goes_on);
    auto joins_c = gevent::spawn([&] {
        int result = 0;
        return ::thrd_join(c_thread, &result) == thrd_success ? result : -1;
    });
    gevent::sleep(0);
    BOOST_TEST(!joins_c.ready());
    goes_on.release();
    BOOST_TEST(joins_c.get() == 5);
}

BOOST_AUTO_TEST_CASE(semaphores_of_posix_are_waited_for)
{
    sem_t semaphore;
    ::sem_init(&semaphore, 0, 0);
    check_handover([&] { ::sem_wait(&semaphore); }, [&] { ::sem_post(&semaphore); });
    auto waits = gevent::spawn([&] {
        timespec const long_ago{1, 0};
        return ::sem_timedwait(&semaphore, &long_ago) == -1 ? errno : 0;
    });
    BOOST_TEST(waits.get() == ETIMEDOUT);
    int error = 0;
    auto is_killed = gevent::spawn([&] {
        error = ::sem_wait(&semaphore) == -1 ? errno : 0;
        gevent::sleep(0);
    });
    gevent::sleep(0);
    is_killed.kill();
    BOOST_TEST(error == ECANCELED);
    ::sem_destroy(&semaphore);
}

BOOST_AUTO_TEST_SUITE_END()
