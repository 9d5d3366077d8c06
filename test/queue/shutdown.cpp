// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Queue after shutdown(), and threads that wait then.
#include <quartet/queue.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;
using queue::Empty;
using queue::Full;
using queue::ShutDown;

bool const both[] = {false, true};

BOOST_AUTO_TEST_SUITE(shutdown_)

BOOST_AUTO_TEST_CASE(the_error_says_what_happened)
{
    BOOST_TEST(ShutDown().what() == std::string("the queue is shut down"));
}

BOOST_DATA_TEST_CASE(put_is_refused_at_once, both, immediate)
{
    queue::Queue<int> q(1);
    q.put(1);
    q.shutdown(immediate);
    BOOST_CHECK_THROW(q.put(2), ShutDown);
    BOOST_CHECK_THROW(q.put(2, true, 0), ShutDown);
    BOOST_CHECK_THROW(q.put_nowait(2), ShutDown);
}

BOOST_AUTO_TEST_CASE(what_is_left_can_be_got)
{
    queue::Queue<int> q;
    q.put(1);
    q.put(2);
    q.shutdown();
    BOOST_TEST(q.qsize() == 2u);
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.get_nowait() == 2);
    BOOST_CHECK_THROW(q.get(), ShutDown);
    BOOST_CHECK_THROW(q.get(true, 0), ShutDown);
    BOOST_CHECK_THROW(q.get_nowait(), ShutDown);
}

BOOST_AUTO_TEST_CASE(at_once_nothing_is_left)
{
    queue::Queue<std::shared_ptr<int>> q;
    auto const item = std::make_shared<int>(1);
    q.put(item);
    q.put(item);
    q.shutdown(true);
    BOOST_TEST(item.use_count() == 1);
    BOOST_TEST(q.qsize() == 0u);
    BOOST_TEST(!q.full());
    BOOST_CHECK_THROW(q.get(), ShutDown);
    q.join();
}

BOOST_AUTO_TEST_CASE(it_may_be_repeated_and_made_immediate)
{
    queue::Queue<int> q;
    q.put(1);
    q.shutdown();
    q.shutdown();
    BOOST_TEST(q.qsize() == 1u);
    q.shutdown(true);
    BOOST_TEST(q.empty());
    q.shutdown();
    q.shutdown(true);
    BOOST_CHECK_THROW(q.get(), ShutDown);
    BOOST_CHECK_THROW(q.put(1), ShutDown);
    q.join();
}

BOOST_DATA_TEST_CASE(those_who_wait_for_items_are_told, both, immediate)
{
    queue::Queue<int> q;
    waiting_thread first([&] { q.get(); });
    waiting_thread second([&] { q.get(true, 1000); });
    q.shutdown(immediate);
    BOOST_CHECK_THROW(first.join(), ShutDown);
    BOOST_CHECK_THROW(second.join(), ShutDown);
}

BOOST_DATA_TEST_CASE(those_who_wait_for_room_are_told, both, immediate)
{
    queue::Queue<int> q(1);
    q.put(1);
    waiting_thread first([&] { q.put(2); });
    waiting_thread second([&] { q.put(3, true, 1000); });
    q.shutdown(immediate);
    BOOST_CHECK_THROW(first.join(), ShutDown);
    BOOST_CHECK_THROW(second.join(), ShutDown);
    BOOST_TEST(q.qsize() == (immediate ? 0u : 1u));
}

BOOST_AUTO_TEST_CASE(join_waits_for_what_is_left)
{
    queue::Queue<int> q;
    q.put(1);
    std::atomic<bool> joined = false;
    waiting_thread joiner([&] {
        q.join();
        joined = true;
    });
    q.shutdown();
    q.get();
    BOOST_TEST(!joined);
    q.task_done();
    joiner.join();
    BOOST_TEST(joined);
}

BOOST_AUTO_TEST_CASE(items_thrown_away_are_dealt_with_but_those_that_were_got_are_not)
{
    queue::Queue<int> q;
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    q.get();
    std::atomic<bool> joined = false;
    waiting_thread joiner([&] {
        q.join();
        joined = true;
    });
    q.shutdown(true);
    BOOST_TEST(!joined);
    q.task_done();
    joiner.join();
    BOOST_TEST(joined);
}

BOOST_AUTO_TEST_CASE(at_once_it_ends_a_join)
{
    queue::Queue<int> q;
    q.put(1);
    q.put(2);
    waiting_thread joiner([&] { q.join(); });
    q.shutdown(true);
    joiner.join();
}

BOOST_AUTO_TEST_CASE(a_destructor_of_an_item_thrown_away_may_use_the_queue)
{
    struct user
    {
        queue::Queue<std::shared_ptr<user>>* used;
        std::size_t* seen;
        ~user() { *seen = used->qsize() + 7; }
    };
    std::size_t seen = 0;
    queue::Queue<std::shared_ptr<user>> q;
    q.put(std::shared_ptr<user>(new user{&q, &seen}));
    q.shutdown(true);
    BOOST_TEST(seen == 7u);
}

BOOST_DATA_TEST_CASE(between_many_threads_no_item_is_lost_or_doubled, both, immediate)
{
    for (int round = 0; round != 30; ++round)
    {
        queue::Queue<int> q(4);
        std::atomic<long> put = 0;
        std::atomic<long> got = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t != 3; ++t)
        {
            threads.emplace_back([&] {
                try
                {
                    for (;;)
                    {
                        q.put(1);
                        ++put;
                    }
                }
                catch (ShutDown const&)
                {}
            });
            threads.emplace_back([&] {
                try
                {
                    for (;;)
                    {
                        got += q.get();
                        q.task_done();
                    }
                }
                catch (ShutDown const&)
                {}
            });
        }
        poll_until([&] { return got > 100 * round; });
        q.shutdown(immediate);
        q.join();
        for (auto& thread : threads)
        {
            thread.join();
        }
        BOOST_TEST(q.empty());
        if (immediate)
        {
            BOOST_TEST(got <= put);
            BOOST_TEST(put - got <= 4);
        }
        else
        {
            BOOST_TEST(got == put);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_other_orders_have_it_too)
{
    queue::LifoQueue<int> last;
    queue::PriorityQueue<int> smallest;
    for (int const item : {2, 1, 3})
    {
        last.put(item);
        smallest.put(item);
    }
    last.shutdown();
    smallest.shutdown();
    BOOST_TEST(last.get() == 3);
    BOOST_TEST(smallest.get() == 1);
    last.shutdown(true);
    smallest.shutdown(true);
    BOOST_CHECK_THROW(last.get(), ShutDown);
    BOOST_CHECK_THROW(smallest.get(), ShutDown);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
