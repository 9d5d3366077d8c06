// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/short_mutex.hpp>

#include <boost/test/unit_test.hpp>

#include <mutex>
#include <thread>
#include <vector>

#include "support/waiting_thread.hpp"

namespace {

using quartet::detail::short_mutex;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(short_mutex_)

BOOST_AUTO_TEST_CASE(it_is_locked_once)
{
    short_mutex mutex;
    BOOST_TEST(mutex.try_lock());
    BOOST_TEST(!mutex.try_lock());
    mutex.unlock();
    mutex.lock();
    BOOST_TEST(!mutex.try_lock());
    mutex.unlock();
    BOOST_TEST(mutex.try_lock());
    mutex.unlock();
}

BOOST_AUTO_TEST_CASE(those_who_sleep_get_it_one_after_the_other)
{
    short_mutex mutex;
    int entries = 0;
    auto const enter = [&] {
        std::lock_guard const lock(mutex);
        ++entries;
    };
    mutex.lock();
    waiting_thread first(enter);
    waiting_thread second(enter);
    waiting_thread third(enter);
    BOOST_TEST(entries == 0);
    mutex.unlock();
    first.join();
    second.join();
    third.join();
    BOOST_TEST(entries == 3);
}

BOOST_AUTO_TEST_CASE(nobody_enters_while_another_is_in)
{
    constexpr int each = 20'000;
    short_mutex mutex;
    int entries = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
    {
        threads.emplace_back([&] {
            for (int i = 0; i != each; ++i)
            {
                std::lock_guard const lock(mutex);
                ++entries;
            }
        });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST(entries == 4 * each);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
