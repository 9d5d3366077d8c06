// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Quartet's own queues and locks between greenlets of several threads, while those of the C library, on
// which they stand, are patched.
#include <quartet/concurrent/futures.hpp>
#include <quartet/gevent.hpp>
#include <quartet/queue.hpp>
#include <quartet/threading.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "support/locks_patched.hpp"

namespace gevent = quartet::gevent;

namespace {

/// Runs it in greenlets of each of three threads.
template <class Work>
void in_greenlets_of_threads(int greenlets, Work work)
{
    std::vector<std::thread> threads;
    for (int i = 0; i != 3; ++i)
    {
        threads.emplace_back([&] {
            std::vector<gevent::Greenlet<>> all;
            for (int j = 0; j != greenlets; ++j)
            {
                all.push_back(gevent::spawn(work));
            }
            gevent::joinall(all);
        });
    }
    for (std::thread& each : threads)
    {
        each.join();
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_patched_quartet, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(queues_lose_nothing_between_threads)
{
    constexpr int rounds = 400;
    quartet::queue::Queue<int> forth(2);
    quartet::queue::SimpleQueue<int> back;
    std::atomic<long> sum{0};
    std::atomic<int> numbers{0};
    in_greenlets_of_threads(8, [&] {
        bool const is_first = numbers++ % 2 == 0;
        for (int i = 0; i != rounds; ++i)
        {
            if (is_first)
            {
                forth.put(i);
                sum += back.get();
            }
            else
            {
                back.put(forth.get());
            }
        }
    });
    BOOST_TEST(sum == 12L * rounds * (rounds - 1) / 2);
}

BOOST_AUTO_TEST_CASE(locks_and_conditions_work_between_threads)
{
    quartet::threading::Lock lock;
    std::mutex mutex;
    int under_lock = 0;
    int under_mutex = 0;
    in_greenlets_of_threads(8, [&] {
        for (int i = 0; i != 200; ++i)
        {
            {
                std::lock_guard const own(lock);
                ++under_lock;
                i % 10 == 0 ? gevent::sleep(0) : void();
            }
            std::lock_guard const own(mutex);
            ++under_mutex;
        }
    });
    BOOST_TEST(under_lock == 24 * 200);
    BOOST_TEST(under_mutex == 24 * 200);
}

BOOST_AUTO_TEST_CASE(executors_serve_greenlets_of_several_threads)
{
    quartet::concurrent::futures::ThreadPoolExecutor executor(2);
    std::atomic<long> sum{0};
    in_greenlets_of_threads(4, [&] {
        for (int i = 0; i != 50; ++i)
        {
            sum += executor.submit([i] { return i; }).result();
        }
    });
    BOOST_TEST(sum == 12L * 50 * 49 / 2);
}

BOOST_AUTO_TEST_SUITE_END()
