// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Mutexes that are held across a wait.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
#include <thread>
#include <threads.h>
#include <utility>
#include <vector>

#include "support/locks_patched.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;
using namespace std::chrono_literals;

namespace {

/// Two greenlets hold it one after the other, although each waits with it.
template <class Lock, class Unlock>
void check_exclusion(Lock lock, Unlock unlock)
{
    int inside = 0;
    bool has_failed = false;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(gevent::spawn([&] {
            for (int j = 0; j != 3; ++j)
            {
                lock();
                has_failed = has_failed || inside++ != 0;
                gevent::sleep(0);
                has_failed = has_failed || --inside != 0;
                unlock();
            }
        }));
    }
    gevent::joinall(all);
    BOOST_TEST(!has_failed);
}

template <class Mutex>
void check_exclusion_by()
{
    Mutex mutex;
    check_exclusion([&] { mutex.lock(); }, [&] { mutex.unlock(); });
}

pthread_mutex_t make_mutex(int kind)
{
    pthread_mutexattr_t about;
    ::pthread_mutexattr_init(&about);
    ::pthread_mutexattr_settype(&about, kind);
    pthread_mutex_t made;
    ::pthread_mutex_init(&made, &about);
    return made;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_locks, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(greenlets_exclude_each_other_across_waits)
{
    check_exclusion_by<std::mutex>();
    check_exclusion_by<std::timed_mutex>();
    check_exclusion_by<std::recursive_mutex>();
    check_exclusion_by<std::recursive_timed_mutex>();
    for (int kind : std::initializer_list<int>{
             PTHREAD_MUTEX_NORMAL,
             PTHREAD_MUTEX_ERRORCHECK,
             PTHREAD_MUTEX_RECURSIVE,
             PTHREAD_MUTEX_ADAPTIVE_NP})
    {
        pthread_mutex_t mutex = make_mutex(kind);
        check_exclusion(
            [&] { ::pthread_mutex_lock(&mutex); }, [&] { ::pthread_mutex_unlock(&mutex); });
        ::pthread_mutex_destroy(&mutex);
    }
    mtx_t mutex;
    ::mtx_init(&mutex, mtx_plain);
    check_exclusion([&] { ::mtx_lock(&mutex); }, [&] { ::mtx_unlock(&mutex); });
    ::mtx_destroy(&mutex);
}

BOOST_AUTO_TEST_CASE(one_greenlet_locks_a_recursive_mutex_several_times)
{
    std::recursive_mutex mutex;
    bool has_got_it = true;
    auto holds = gevent::spawn([&] {
        std::lock_guard const once(mutex);
        std::lock_guard const twice(mutex);
        gevent::sleep(0);
        return mutex.try_lock() ? (mutex.unlock(), true) : false;
    });
    auto tries = gevent::spawn([&] { has_got_it = mutex.try_lock(); });
    BOOST_TEST(holds.get());
    tries.join();
    BOOST_TEST(!has_got_it);
    auto tries_again = gevent::spawn([&] {
        bool const result = mutex.try_lock();
        mutex.unlock();
        return result;
    });
    BOOST_TEST(tries_again.get());
}

BOOST_AUTO_TEST_CASE(one_that_checks_errors_tells_them_each_greenlet)
{
    pthread_mutex_t mutex = make_mutex(PTHREAD_MUTEX_ERRORCHECK);
    auto holds = gevent::spawn([&] {
        ::pthread_mutex_lock(&mutex);
        int const error = ::pthread_mutex_lock(&mutex);
        gevent::sleep(0);
        ::pthread_mutex_unlock(&mutex);
        return error;
    });
    auto intrudes = gevent::spawn([&] { return ::pthread_mutex_unlock(&mutex); });
    BOOST_TEST(holds.get() == EDEADLK);
    BOOST_TEST(intrudes.get() == EPERM);
    ::pthread_mutex_destroy(&mutex);
}

BOOST_AUTO_TEST_CASE(a_time_limit_is_over_while_others_run)
{
    std::timed_mutex mutex;
    std::recursive_timed_mutex recursive;
    auto holds = gevent::spawn([&] {
        std::scoped_lock const both(mutex, recursive);
        gevent::sleep(0.02);
    });
    bool has_run = false;
    auto tries =
        gevent::spawn([&] { return mutex.try_lock_for(2ms) || recursive.try_lock_for(2ms); });
    auto other = gevent::spawn([&] { has_run = !tries.ready(); });
    BOOST_TEST(!tries.get());
    BOOST_TEST(has_run);
    holds.join();
    auto tries_again = gevent::spawn([&] {
        bool const result = mutex.try_lock_for(2ms);
        mutex.unlock();
        return result;
    });
    BOOST_TEST(tries_again.get());
}

BOOST_AUTO_TEST_CASE(readers_share_and_writers_exclude)
{
    std::shared_mutex mutex;
    int readers = 0;
    int most_readers = 0;
    bool is_written = false;
    bool has_failed = false;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 9; ++i)
    {
        all.push_back(gevent::spawn([&, is_writer = i % 3 == 0] {
            if (is_writer)
            {
                std::lock_guard const lock(mutex);
                has_failed = has_failed || readers != 0 || std::exchange(is_written, true);
                gevent::sleep(0);
                is_written = false;
                return;
            }
            std::shared_lock const lock(mutex);
            most_readers = std::max(most_readers, ++readers);
            has_failed = has_failed || is_written;
            gevent::sleep(0);
            --readers;
        }));
    }
    gevent::joinall(all);
    BOOST_TEST(!has_failed);
    BOOST_TEST(most_readers > 1);

    std::shared_timed_mutex timed;
    auto writes = gevent::spawn([&] {
        std::lock_guard const lock(timed);
        gevent::sleep(0.02);
    });
    auto tries =
        gevent::spawn([&] { return timed.try_lock_shared_for(2ms) || timed.try_lock_for(2ms); });
    BOOST_TEST(!tries.get());
    writes.join();
}

BOOST_AUTO_TEST_CASE(threads_and_greenlets_share_a_mutex)
{
    std::mutex mutex;
    int count = 0;
    constexpr int rounds = 1000;
    std::vector<std::thread> threads;
    for (int i = 0; i != 2; ++i)
    {
        threads.emplace_back([&] {
            for (int j = 0; j != rounds; ++j)
            {
                std::lock_guard const lock(mutex);
                ++count;
            }
        });
    }
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 2; ++i)
    {
        all.push_back(gevent::spawn([&] {
            for (int j = 0; j != rounds; ++j)
            {
                std::lock_guard const lock(mutex);
                int const before = count;
                if (j % 10 == 0)
                {
                    gevent::sleep(0);
                }
                count = before + 1;
            }
        }));
    }
    gevent::joinall(all);
    for (std::thread& each : threads)
    {
        each.join();
    }
    BOOST_TEST(count == 4 * rounds);
}

BOOST_AUTO_TEST_CASE(the_main_greenlet_waits_too)
{
    std::mutex mutex;
    bool is_held = false;
    auto holds = gevent::spawn([&] {
        std::lock_guard const lock(mutex);
        is_held = true;
        gevent::sleep(0.001);
        is_held = false;
    });
    gevent::sleep(0);
    BOOST_TEST(is_held);
    std::lock_guard const lock(mutex);
    BOOST_TEST(!is_held);
}

BOOST_AUTO_TEST_CASE(a_lock_is_not_given_up_by_a_kill)
{
    std::mutex mutex;
    mutex.lock();
    bool has_it = false;
    auto waits = gevent::spawn([&] {
        std::lock_guard const lock(mutex);
        has_it = true;
        gevent::sleep(0);
        has_it = false;
    });
    gevent::sleep(0);
    waits.kill(nullptr, false);
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    mutex.unlock();
    waits.join();
    BOOST_TEST(has_it);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(locks_are_patched_only_when_they_are_asked_for)
{
    monkey::patch_all();
    BOOST_TEST(!monkey::is_module_patched("thread"));
    BOOST_TEST(!monkey::is_object_patched("pthread_mutex_lock"));
    monkey::patch_thread();
    BOOST_TEST(monkey::is_module_patched("thread"));
    BOOST_TEST(monkey::is_object_patched("pthread_mutex_lock"));
    monkey::unpatch_all();
    BOOST_TEST(!monkey::is_module_patched("thread"));
}
