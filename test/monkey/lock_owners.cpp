// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Mutexes that belong to who locked them: greenlets are told apart, and threads too.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <pthread.h>
#include <thread>
#include <time.h>
#include <utility>
#include <vector>

#include "support/locks_patched.hpp"
#include "support/sanitizers.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;

namespace {

struct mutex_with_owner
{
    explicit mutex_with_owner(int kind)
    {
        pthread_mutexattr_t about;
        ::pthread_mutexattr_init(&about);
        ::pthread_mutexattr_settype(&about, kind);
        ::pthread_mutex_init(&handle, &about);
    }
    ~mutex_with_owner() { ::pthread_mutex_destroy(&handle); }
    mutex_with_owner(mutex_with_owner const&) = delete;
    mutex_with_owner& operator=(mutex_with_owner const&) = delete;

    int lock() { return ::pthread_mutex_lock(&handle); }
    int try_lock() { return ::pthread_mutex_trylock(&handle); }
    int unlock() { return ::pthread_mutex_unlock(&handle); }

    pthread_mutex_t handle;
};

/// The thread has a loop from now on, and no greenlets.
void make_loop()
{
    gevent::spawn([] {}).join();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_lock_owners, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(a_thread_waits_for_a_greenlet_of_another_thread)
{
    for (int kind : {PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK})
    {
        mutex_with_owner mutex(kind);
        std::atomic<bool> is_trying{false};
        std::atomic<int> error{-1};
        auto holds = gevent::spawn([&] {
            mutex.lock();
            while (!is_trying)
            {
                gevent::sleep(0.0001);
            }
            gevent::sleep(0.002);
            mutex.unlock();
        });
        gevent::sleep(0);
        std::thread thread([&] {
            make_loop();
            is_trying = true;
            error = mutex.lock();
            mutex.unlock();
        });
        holds.join();
        thread.join();
        BOOST_TEST(error == 0);
    }
}

BOOST_AUTO_TEST_CASE(what_was_locked_in_another_state_of_patching_is_unlocked_in_this)
{
    for (int kind : {PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK})
    {
        mutex_with_owner mutex(kind);
        BOOST_TEST(mutex.lock() == 0);
        monkey::unpatch_all();
        BOOST_TEST(mutex.unlock() == 0);
        monkey::patch_thread();
        auto locks = gevent::spawn([&] { return mutex.lock() + mutex.unlock(); });
        BOOST_TEST(locks.get() == 0);
        monkey::unpatch_all();
        BOOST_TEST(mutex.lock() == 0);
        monkey::patch_thread();
        BOOST_TEST(mutex.unlock() == 0);
        auto locks_again = gevent::spawn([&] { return mutex.lock() + mutex.unlock(); });
        BOOST_TEST(locks_again.get() == 0);
    }
}

BOOST_AUTO_TEST_CASE(one_that_was_locked_before_does_what_the_c_library_does)
{
    monkey::unpatch_all();
    mutex_with_owner checks(PTHREAD_MUTEX_ERRORCHECK);
    mutex_with_owner counts(PTHREAD_MUTEX_RECURSIVE);
    checks.lock();
    counts.lock();
    monkey::patch_thread();
    auto company = gevent::spawn([] { gevent::sleep(0.001); });
    BOOST_TEST(checks.lock() == EDEADLK);
    BOOST_TEST(checks.unlock() == 0);
    BOOST_TEST(counts.lock() == 0);
    BOOST_TEST(counts.unlock() == 0);
    BOOST_TEST(counts.unlock() == 0);
    company.join();
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_condition_does_not_have_it)
{
    mutex_with_owner mutex(PTHREAD_MUTEX_RECURSIVE);
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    bool is_open = false;
    std::atomic<bool> is_in{false};
    std::thread thread([&] {
        make_loop();
        mutex.lock();
        is_in = true;
        while (!is_open)
        {
            ::pthread_cond_wait(&condition, &mutex.handle);
        }
        mutex.unlock();
    });
    auto opens = gevent::spawn([&] {
        while (!is_in)
        {
            gevent::sleep(0.0001);
        }
        mutex.lock();
        is_open = true;
        mutex.unlock();
        ::pthread_cond_signal(&condition);
    });
    opens.join();
    thread.join();
    BOOST_TEST(mutex.try_lock() == 0);
    mutex.unlock();
    ::pthread_cond_destroy(&condition);
}

BOOST_AUTO_TEST_CASE(
    a_greenlet_that_does_not_have_it_cannot_unlock_it,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    mutex_with_owner mutex(PTHREAD_MUTEX_RECURSIVE);
    BOOST_TEST(mutex.lock() == 0);
    auto others = gevent::spawn([&] { return std::pair(mutex.unlock(), mutex.try_lock()); });
    BOOST_TEST((others.get() == std::pair(EPERM, EBUSY)));
    BOOST_TEST(mutex.unlock() == 0);
    auto has_it = gevent::spawn([&] {
        return std::vector{
            mutex.lock(), mutex.lock(), mutex.unlock(), mutex.unlock(), mutex.unlock()};
    });
    BOOST_TEST(has_it.get() == (std::vector{0, 0, 0, 0, EPERM}));
}

BOOST_AUTO_TEST_CASE(one_that_is_for_threads_alone_keeps_its_time_limit)
{
    pthread_mutexattr_t about;
    ::pthread_mutexattr_init(&about);
    ::pthread_mutexattr_setprotocol(&about, PTHREAD_PRIO_INHERIT);
    pthread_mutex_t lends_priority;
    ::pthread_mutex_init(&lends_priority, &about);
    ::pthread_mutexattr_setprotocol(&about, PTHREAD_PRIO_NONE);
    ::pthread_mutexattr_setrobust(&about, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_t robust;
    ::pthread_mutex_init(&robust, &about);
    for (pthread_mutex_t* each : {&lends_priority, &robust})
    {
        std::atomic<bool> has_it{false};
        std::atomic<bool> is_over{false};
        std::thread thread([&] {
            ::pthread_mutex_lock(each);
            has_it = true;
            is_over.wait(false);
            ::pthread_mutex_unlock(each);
        });
        auto tries = gevent::spawn([&] {
            while (!has_it)
            {
                gevent::sleep(0.0001);
            }
            timespec const long_ago{1, 0};
            return ::pthread_mutex_timedlock(each, &long_ago);
        });
        BOOST_TEST(tries.get() == ETIMEDOUT);
        is_over = true;
        is_over.notify_one();
        thread.join();
        auto locks = gevent::spawn(
            [&] { return ::pthread_mutex_lock(each) + ::pthread_mutex_unlock(each); });
        BOOST_TEST(locks.get() == 0);
        ::pthread_mutex_destroy(each);
    }
}

BOOST_AUTO_TEST_SUITE_END()
