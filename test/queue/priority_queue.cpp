// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Comparisons that throw: throwing_items.cpp.
#include <quartet/errors.hpp>
#include <quartet/queue/priority_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(priority_queue)

BOOST_AUTO_TEST_CASE(the_smallest_item_comes_out_first)
{
    std::mt19937 random(1);
    for (int size = 0; size != 100; ++size)
    {
        queue::PriorityQueue<int> q;
        std::vector<int> items;
        for (int i = 0; i != size; ++i)
        {
            items.push_back(int(random() % 50));
            q.put(items.back());
        }
        std::ranges::sort(items);
        for (int const item : items)
        {
            BOOST_TEST(q.get() == item);
        }
        BOOST_TEST(q.empty());
    }
}

BOOST_AUTO_TEST_CASE(items_may_come_while_others_go)
{
    std::mt19937 random(2);
    queue::PriorityQueue<int> q;
    std::vector<int> items;
    for (int i = 0; i != 5000; ++i)
    {
        if (items.empty() || random() % 5 < 3)
        {
            items.push_back(int(random() % 1000));
            q.put(items.back());
        }
        else
        {
            auto const smallest = std::ranges::min_element(items);
            BOOST_REQUIRE(q.get() == *smallest);
            items.erase(smallest);
        }
    }
    BOOST_TEST(q.qsize() == items.size());
}

BOOST_AUTO_TEST_CASE(pairs_come_by_their_first_part)
{
    queue::PriorityQueue<std::pair<int, std::string>> q;
    q.put({3, "c"});
    q.put({1, "a"});
    q.put({2, "b"});
    BOOST_TEST(q.get().second == "a");
    BOOST_TEST(q.get().second == "b");
    BOOST_TEST(q.get().second == "c");
}

BOOST_AUTO_TEST_CASE(the_order_may_be_another)
{
    queue::PriorityQueue<int, std::greater<>> largest;
    auto const by_size = [](std::string const& a, std::string const& b) {
        return a.size() < b.size();
    };
    queue::PriorityQueue<std::string, decltype(by_size)> shortest(0, by_size);
    for (int i = 0; i != 10; ++i)
    {
        largest.put(i);
        shortest.put(std::string(10 - i, 'x'));
    }
    BOOST_TEST(largest.get() == 9);
    BOOST_TEST(shortest.get() == "x");
}

BOOST_AUTO_TEST_CASE(an_item_need_not_be_copied)
{
    auto const by_value = [](auto const& a, auto const& b) { return *a < *b; };
    queue::PriorityQueue<std::unique_ptr<int>, decltype(by_value)> q(10, by_value);
    for (int i = 10; i-- != 0;)
    {
        q.put(std::make_unique<int>(i));
    }
    for (int i = 0; i != 10; ++i)
    {
        BOOST_TEST(*q.get() == i);
    }
}

BOOST_AUTO_TEST_CASE(it_has_a_limit_and_a_join)
{
    queue::PriorityQueue<bool> q(2);
    BOOST_TEST(q.maxsize() == 2);
    q.put(true);
    q.put(false);
    BOOST_TEST(q.full());
    BOOST_CHECK_THROW(q.put_nowait(true), queue::Full);
    BOOST_CHECK_THROW(q.get(true, -1), quartet::ValueError);
    waiting_thread joiner([&] { q.join(); });
    BOOST_TEST(!q.get());
    BOOST_TEST(q.get());
    q.task_done();
    q.task_done();
    joiner.join();
    BOOST_CHECK_THROW(q.get_nowait(), queue::Empty);
}

BOOST_AUTO_TEST_CASE(between_many_threads_every_item_arrives_once)
{
    constexpr int each = 3000;
    queue::PriorityQueue<int> q(5);
    std::vector<std::atomic<int>> times(4 * each);
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
    {
        threads.emplace_back([&, t] {
            for (int i = t * each; i != (t + 1) * each; ++i)
            {
                q.put(i);
            }
        });
        threads.emplace_back([&] {
            for (int i = 0; i != each; ++i)
            {
                ++times[q.get()];
            }
        });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    BOOST_TEST(std::count(times.begin(), times.end(), 1) == 4 * each);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
