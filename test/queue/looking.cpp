// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What Python's queues have only in gevent: peek, and iteration.
#include <quartet/errors.hpp>
#include <quartet/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <concepts>
#include <iterator>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;

static_assert(std::ranges::input_range<queue::Queue<int>>);
static_assert(std::ranges::input_range<queue::SimpleQueue<std::unique_ptr<int>>>);

BOOST_AUTO_TEST_SUITE(looking)

BOOST_AUTO_TEST_CASE(peek_gives_the_next_item_and_leaves_it)
{
    queue::Queue<std::string> fifo;
    queue::LifoQueue<std::string> lifo;
    queue::PriorityQueue<std::string> smallest;
    queue::SimpleQueue<std::string> simple;
    for (std::string const item : {"b", "a", "c"})
    {
        fifo.put(item);
        lifo.put(item);
        smallest.put(item);
        simple.put(item);
    }
    BOOST_TEST(fifo.peek() == "b");
    BOOST_TEST(lifo.peek() == "c");
    BOOST_TEST(smallest.peek_nowait() == "a");
    BOOST_TEST(simple.peek_nowait() == "b");
    BOOST_TEST(fifo.qsize() == 3u);
    BOOST_TEST(fifo.get() == "b");
    BOOST_TEST(fifo.peek() == "a");
}

BOOST_AUTO_TEST_CASE(peek_on_an_empty_queue_times_out)
{
    queue::Queue<int> q;
    BOOST_CHECK_THROW(q.peek_nowait(), queue::Empty);
    BOOST_CHECK_THROW(q.peek(true, 0.02), queue::Empty);
    BOOST_CHECK_THROW(q.peek(true, -1), quartet::ValueError);
    q.shutdown();
    BOOST_CHECK_THROW(q.peek(), queue::ShutDown);
}

BOOST_AUTO_TEST_CASE(who_peeks_keeps_the_item_from_nobody)
{
    queue::Queue<int> q;
    std::atomic<int> seen = 0;
    std::atomic<int> got = 0;
    waiting_thread peeks([&] { seen = q.peek(); });
    waiting_thread gets([&] { got = q.get(); });
    q.put(5);
    gets.join();
    BOOST_TEST(got == 5);
    if (seen == 0)  // the other was quicker
    {
        q.put(5);
    }
    peeks.join();
    BOOST_TEST(seen == 5);
}

BOOST_AUTO_TEST_CASE(an_item_whose_copy_throws_stays_for_others)
{
    struct touchy
    {
        touchy() = default;
        touchy(touchy const&) { throw std::runtime_error("not for copying"); }
        touchy(touchy&&) noexcept = default;
        touchy& operator=(touchy&&) noexcept = default;
    };
    queue::Queue<touchy> q;
    q.put(touchy());
    BOOST_CHECK_THROW(q.peek(), std::runtime_error);
    BOOST_TEST(q.qsize() == 1u);
    q.get();
}

BOOST_AUTO_TEST_CASE(iteration_ends_when_the_queue_is_shut_down_and_empty)
{
    queue::Queue<int> q;
    q.put(1);
    q.put(2);
    waiting_thread later([&] {
        q.join();  // both were dealt with
        q.put(3);
        q.shutdown();
    });
    std::vector<int> seen;
    for (int const item : q)
    {
        seen.push_back(item);
        q.task_done();
    }
    BOOST_TEST(seen == std::vector({1, 2, 3}));
    BOOST_TEST(!q.next());
    for (int const item : q)
    {
        BOOST_ERROR("nothing is left, but " << item);
    }
}

BOOST_AUTO_TEST_CASE(items_that_cannot_be_copied_or_assigned_are_iterated_over)
{
    struct rigid
    {
        std::unique_ptr<int const> const value;
        explicit rigid(int number)
            : value(std::make_unique<int const>(number))
        {}
        rigid(rigid&& other)
            : value(std::make_unique<int const>(*other.value))
        {}
    };
    queue::Queue<rigid> q;
    q.put(rigid(1));
    q.put(rigid(2));
    q.shutdown();
    int sum = 0;
    for (rigid const& each : q)
    {
        sum = 10 * sum + *each.value;
    }
    BOOST_TEST(sum == 12);
}

BOOST_AUTO_TEST_CASE(several_threads_share_the_items)
{
    queue::Queue<int> q;
    std::atomic<int> sum = 0;
    auto const add = [&] {
        for (int const item : q)
        {
            sum += item;
        }
    };
    waiting_thread first(add);
    waiting_thread second(add);
    for (int i = 1; i <= 100; ++i)
    {
        q.put(i);
    }
    q.shutdown();
    first.join();
    second.join();
    BOOST_TEST(sum == 5050);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
