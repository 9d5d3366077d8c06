// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A thread that ends while greenlets of it wait for locks, which cannot be killed.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "support/locks_patched.hpp"

namespace gevent = quartet::gevent;

namespace {

/// Runs it in a greenlet of a thread that ends meanwhile. What it refers to must be there for ever.
template <class Work>
void begin_in_thread_that_ends(Work work)
{
    std::thread([&] {
        gevent::spawn(work);
        gevent::sleep(0);
    }).join();
}

// Static, as frames that are left as they are refer to them.
std::mutex mutex;
std::condition_variable condition;
std::mutex held;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_ended_threads, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(what_waits_for_a_condition_there_takes_no_signal)
{
    bool has_been_left = true;
    begin_in_thread_that_ends([&has_been_left] {
        std::unique_lock lock(mutex);
        condition.wait(lock);
        has_been_left = false;
    });
    bool is_woken = false;
    auto waits = gevent::spawn([&] {
        std::unique_lock lock(mutex);
        condition.wait(lock);
        is_woken = true;
    });
    gevent::sleep(0);
    condition.notify_one();
    waits.join();
    BOOST_TEST(is_woken);
    BOOST_TEST(has_been_left);
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_mutex_there_does_not_get_it)
{
    bool has_been_left = true;
    held.lock();
    begin_in_thread_that_ends([&has_been_left] {
        std::lock_guard const lock(held);
        has_been_left = false;
    });
    held.unlock();
    auto locks = gevent::spawn([&] { return held.try_lock() ? (held.unlock(), true) : false; });
    BOOST_TEST(locks.get());
    BOOST_TEST(has_been_left);
}

BOOST_AUTO_TEST_SUITE_END()
