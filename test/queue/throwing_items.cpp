// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Items that throw when they are copied, moved or compared.
#include <quartet/errors.hpp>
#include <quartet/queue.hpp>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;

struct broken : std::runtime_error
{
    broken()
        : std::runtime_error("broken")
    {}
};

/// After how many more steps one throws; never if negative.
std::atomic<int> steps_left = -1;

void step()
{
    if (steps_left >= 0 && steps_left-- == 0)
    {
        throw broken();
    }
}

/// Copying and moving it are steps.
struct fragile
{
    explicit fragile(int number)
        : value(number)
    {}
    fragile(fragile const& other)
        : value(other.value)
    {
        step();
    }
    fragile& operator=(fragile const&) = delete;
    bool operator<(fragile const& other) const { return value < other.value; }

    int value;
};

/// A comparison is a step.
struct fragile_less
{
    bool operator()(int a, int b) const
    {
        step();
        return a < b;
    }
};

using queues = boost::mpl::
    list<queue::Queue<fragile>, queue::LifoQueue<fragile>, queue::PriorityQueue<fragile>>;

BOOST_AUTO_TEST_SUITE(throwing_items)

BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_moved_in_is_not_added, Queue, queues)
{
    Queue q(1);
    fragile const item(1);
    for (int steps = 0; steps != 2; ++steps)
    {
        steps_left = steps;
        BOOST_CHECK_THROW(q.put(item), broken);
        BOOST_TEST(q.empty());
        q.join();
    }
    q.put(item);
    BOOST_TEST(q.full());
    BOOST_TEST(q.get().value == 1);
    q.task_done();
    BOOST_CHECK_THROW(q.task_done(), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_cannot_be_moved_out_is_lost_alone, Queue, queues)
{
    Queue q;
    q.put(fragile(1));
    q.put(fragile(1));
    steps_left = 0;
    BOOST_CHECK_THROW(q.get(), broken);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.get().value == 1);
    q.task_done();
    q.join();
    BOOST_CHECK_THROW(q.task_done(), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(its_room_goes_to_who_waits_for_it, Queue, queues)
{
    Queue q(1);
    q.put(fragile(1));
    waiting_thread putter([&] { q.put(fragile(2)); });
    steps_left = 0;
    BOOST_CHECK_THROW(q.get(), broken);
    putter.join();
    BOOST_TEST(q.get().value == 2);
}

BOOST_AUTO_TEST_CASE(it_counts_as_done_for_who_waits)
{
    queue::Queue<fragile> q;
    q.put(fragile(1));
    waiting_thread joiner([&] { q.join(); });
    steps_left = 0;
    BOOST_CHECK_THROW(q.get(), broken);
    joiner.join();
}

BOOST_AUTO_TEST_CASE(a_comparison_that_throws_changes_nothing)
{
    for (int size = 1; size != 20; ++size)
    {
        for (int steps = 0; steps != 10; ++steps)
        {
            queue::PriorityQueue<int, fragile_less> q;
            std::vector<int> left;
            for (int i = 0; i != size; ++i)
            {
                left.push_back(i * 7 % 20);
                q.put(left.back());
            }
            steps_left = steps;
            try
            {
                q.put(-1);
                left.push_back(-1);
            }
            catch (broken const&)
            {}
            std::ranges::sort(left);
            steps_left = steps;
            try
            {
                BOOST_TEST(q.get() == left.front());
                left.erase(left.begin());
            }
            catch (broken const&)
            {}
            steps_left = -1;
            BOOST_REQUIRE(q.qsize() == left.size());
            for (int const expected : left)
            {
                BOOST_TEST(q.get() == expected);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(room_that_a_failed_put_leaves_goes_to_the_next)
{
    queue::PriorityQueue<int, fragile_less> q(2);
    q.put(1);
    q.put(2);
    waiting_thread first([&] { q.put(3); });
    waiting_thread second([&] { q.put(4); });
    steps_left = 0;
    BOOST_TEST(q.get() == 1);  // compares nothing
    BOOST_CHECK_THROW(first.join(), broken);
    second.join();
    BOOST_TEST(q.get() == 2);
    BOOST_TEST(q.get() == 4);
}

BOOST_AUTO_TEST_CASE(between_many_threads_every_item_arrives_once)
{
    struct moody_less
    {
        bool operator()(int a, int b) const
        {
            thread_local unsigned calls = 0;
            if (++calls % 61 == 0)
            {
                throw broken();
            }
            return a < b;
        }
    };
    constexpr int each = 3000;
    for (int const maxsize : {0, 3})
    {
        queue::PriorityQueue<int, moody_less> q(maxsize);
        std::vector<std::atomic<int>> times(3 * each);
        std::vector<std::thread> producers;
        std::vector<std::thread> consumers;
        for (int t = 0; t != 3; ++t)
        {
            producers.emplace_back([&, t] {
                for (int i = t * each; i != (t + 1) * each;)
                {
                    try
                    {
                        q.put(i);
                        ++i;
                    }
                    catch (broken const&)
                    {}
                }
            });
            consumers.emplace_back([&] {
                for (;;)
                {
                    try
                    {
                        ++times[q.get()];
                        q.task_done();
                    }
                    catch (broken const&)
                    {}
                    catch (queue::ShutDown const&)
                    {
                        return;
                    }
                }
            });
        }
        for (auto& thread : producers)
        {
            thread.join();
        }
        q.join();
        q.shutdown();
        for (auto& thread : consumers)
        {
            thread.join();
        }
        BOOST_TEST(std::count(times.begin(), times.end(), 1) == 3 * each);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
