// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Condition variables between greenlets, and between greenlets and threads.
#include <quartet/concurrent/futures.hpp>
#include <quartet/gevent.hpp>
#include <quartet/queue.hpp>
#include <quartet/threading.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <threads.h>
#include <vector>

#include "support/locks_patched.hpp"

namespace gevent = quartet::gevent;
using namespace std::chrono_literals;

namespace {

/// As everybody has written one.
class queue_of_numbers
{
public:
    void put(int number)
    {
        {
            std::lock_guard const lock(mutex_);
            numbers_.push_back(number);
        }
        condition_.notify_one();
    }

    int get()
    {
        std::unique_lock lock(mutex_);
        condition_.wait(lock, [this] { return !numbers_.empty(); });
        int const first = numbers_.front();
        numbers_.pop_front();
        return first;
    }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    std::deque<int> numbers_;
};

timespec after(clockid_t clock, long nanoseconds)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    now.tv_nsec += nanoseconds;
    now.tv_sec += now.tv_nsec / 1'000'000'000;
    now.tv_nsec %= 1'000'000'000;
    return now;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_conditions, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(a_greenlet_waits_for_another)
{
    queue_of_numbers numbers;
    auto gets = gevent::spawn([&] { return numbers.get() + numbers.get(); });
    gevent::sleep(0);
    BOOST_TEST(!gets.ready());
    numbers.put(1);
    gevent::sleep(0);
    numbers.put(2);
    BOOST_TEST(gets.get() == 3);
}

BOOST_AUTO_TEST_CASE(a_greenlet_waits_for_a_thread_and_a_thread_for_a_greenlet)
{
    constexpr int rounds = 1000;
    queue_of_numbers questions;
    queue_of_numbers answers;
    std::thread thread([&] {
        for (int i = 0; i != rounds; ++i)
        {
            answers.put(questions.get() + 1);
        }
    });
    auto asks = gevent::spawn([&] {
        int right = 0;
        for (int i = 0; i != rounds; ++i)
        {
            questions.put(i);
            right += answers.get() == i + 1;
        }
        return right;
    });
    BOOST_TEST(asks.get() == rounds);
    thread.join();
}

BOOST_AUTO_TEST_CASE(time_limits_are_over_while_others_run)
{
    std::mutex mutex;
    std::condition_variable condition;
    bool has_run = false;
    auto waits = gevent::spawn([&] {
        std::unique_lock lock(mutex);
        bool const by_steady = condition.wait_for(lock, 1ms) == std::cv_status::timeout;
        return by_steady && condition.wait_until(lock, std::chrono::system_clock::now() + 1ms) ==
                                std::cv_status::timeout;
    });
    auto other = gevent::spawn([&] {
        std::lock_guard const lock(mutex);  // it is free meanwhile
        has_run = !waits.ready();
    });
    BOOST_TEST(waits.get());
    BOOST_TEST(has_run);

    pthread_condattr_t about;
    ::pthread_condattr_init(&about);
    ::pthread_condattr_setclock(&about, CLOCK_MONOTONIC);
    pthread_cond_t monotonic;
    ::pthread_cond_init(&monotonic, &about);
    pthread_mutex_t c_mutex = PTHREAD_MUTEX_INITIALIZER;
    auto waits_by_attribute = gevent::spawn([&] {
        ::pthread_mutex_lock(&c_mutex);
        timespec const end = after(CLOCK_MONOTONIC, 1'000'000);
        int const error = ::pthread_cond_timedwait(&monotonic, &c_mutex, &end);
        ::pthread_mutex_unlock(&c_mutex);
        return error;
    });
    BOOST_TEST(waits_by_attribute.get() == ETIMEDOUT);
    ::pthread_cond_destroy(&monotonic);
}

BOOST_AUTO_TEST_CASE(all_who_wait_are_notified)
{
    std::mutex mutex;
    std::condition_variable condition;
    bool is_open = false;
    int passed = 0;
    auto const pass = [&] {
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return is_open; });
        ++passed;
    };
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 10; ++i)
    {
        all.push_back(gevent::spawn(pass));
    }
    std::thread thread(pass);
    gevent::sleep(0.001);
    {
        std::lock_guard const lock(mutex);
        is_open = true;
    }
    condition.notify_all();
    gevent::joinall(all);
    thread.join();
    BOOST_TEST(passed == 11);
}

BOOST_AUTO_TEST_CASE(conditions_of_c11_are_these)
{
    mtx_t mutex;
    cnd_t condition;
    ::mtx_init(&mutex, mtx_timed);
    ::cnd_init(&condition);
    bool is_open = false;
    auto waits = gevent::spawn([&] {
        ::mtx_lock(&mutex);
        while (!is_open)
        {
            ::cnd_wait(&condition, &mutex);
        }
        timespec const end = after(CLOCK_REALTIME, 1'000'000);
        int const result = ::cnd_timedwait(&condition, &mutex, &end);
        ::mtx_unlock(&mutex);
        return result;
    });
    gevent::sleep(0);
    ::mtx_lock(&mutex);
    is_open = true;
    ::cnd_signal(&condition);
    ::mtx_unlock(&mutex);
    BOOST_TEST(waits.get() == thrd_timedout);
    ::cnd_destroy(&condition);
    ::mtx_destroy(&mutex);
}

BOOST_AUTO_TEST_CASE(greenlets_of_several_threads_lose_nothing)
{
    constexpr int threads = 3;
    constexpr int greenlets = 4;  // that put, and as many that get
    constexpr int numbers = 420;
    queue_of_numbers shared;
    std::atomic<long> sum{0};
    std::vector<std::thread> all;
    for (int i = 0; i != threads; ++i)
    {
        all.emplace_back([&] {
            std::vector<gevent::Greenlet<>> own;
            for (int j = 0; j != greenlets; ++j)
            {
                own.push_back(gevent::spawn([&] {
                    for (int number = 0; number != numbers; ++number)
                    {
                        sum += shared.get();
                    }
                }));
                own.push_back(gevent::spawn([&] {
                    for (int number = 0; number != numbers; ++number)
                    {
                        shared.put(number);
                        if (number % 7 == 0)
                        {
                            gevent::sleep(0);
                        }
                    }
                }));
            }
            gevent::joinall(own);
        });
    }
    for (std::thread& each : all)
    {
        each.join();
    }
    BOOST_TEST(sum == long(threads) * greenlets * numbers * (numbers - 1) / 2);
}

BOOST_AUTO_TEST_CASE(what_is_quartets_own_works_meanwhile)
{
    quartet::threading::Lock lock;
    quartet::queue::Queue<int> numbers(2);
    quartet::concurrent::futures::ThreadPoolExecutor executor(2);
    auto puts = gevent::spawn([&] {
        for (int i = 0; i != 100; ++i)
        {
            numbers.put(executor.submit([i] { return i; }).result());
        }
        numbers.shutdown();
    });
    auto sums = gevent::spawn([&] {
        int sum = 0;
        for (int const each : numbers)
        {
            std::lock_guard const guard(lock);
            sum += each;
        }
        return sum;
    });
    BOOST_TEST(sums.get() == 4950);
    quartet::threading::Thread thread([&] { std::lock_guard const guard(lock); });
    thread.start();
    thread.join();
}

BOOST_AUTO_TEST_SUITE_END()
