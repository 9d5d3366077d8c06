// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Greenlets that wait for locks when the patches are taken back.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <future>
#include <mutex>
#include <semaphore.h>

#include "support/locks_patched.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;

BOOST_FIXTURE_TEST_SUITE(monkey_unpatched_waits, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(who_waits_for_a_mutex_gets_it)
{
    std::mutex mutex;
    mutex.lock();
    bool has_got_it = false;
    auto waits = gevent::spawn([&] {
        std::lock_guard const lock(mutex);
        has_got_it = true;
    });
    gevent::sleep(0);
    monkey::unpatch_all();
    BOOST_TEST(!has_got_it);
    mutex.unlock();
    waits.join();
    BOOST_TEST(has_got_it);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_condition_looks_at_it)
{
    std::mutex mutex;
    std::condition_variable condition;
    bool is_open = false;
    auto waits = gevent::spawn([&] {
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return is_open; });
    });
    gevent::sleep(0);
    {
        std::lock_guard const lock(mutex);
        is_open = true;
    }
    monkey::unpatch_all();
    condition.notify_one();
    waits.join();
    BOOST_TEST(mutex.try_lock());
    mutex.unlock();
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_future_gets_it)
{
    std::promise<int> promise;
    auto waits = gevent::spawn([&] { return promise.get_future().get(); });
    gevent::sleep(0);
    promise.set_value(1);
    monkey::unpatch_all();
    BOOST_TEST(waits.get() == 1);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_semaphore_gets_it)
{
    sem_t semaphore;
    ::sem_init(&semaphore, 0, 0);
    auto waits = gevent::spawn([&] { return ::sem_wait(&semaphore); });
    gevent::sleep(0);
    monkey::unpatch_all();
    ::sem_post(&semaphore);
    BOOST_TEST(waits.get() == 0);
    ::sem_destroy(&semaphore);
}

BOOST_AUTO_TEST_SUITE_END()
