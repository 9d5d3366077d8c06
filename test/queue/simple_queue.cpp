// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/queue/simple_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(simple_queue)

BOOST_AUTO_TEST_CASE(items_come_out_in_the_order_in_which_they_went_in)
{
    queue::SimpleQueue<std::unique_ptr<int>> q;
    BOOST_TEST(q.empty());
    for (int i = 0; i != 1000; ++i)
    {
        q.put(std::make_unique<int>(i));
    }
    BOOST_TEST(q.qsize() == 1000u);
    for (int i = 0; i != 1000; ++i)
    {
        BOOST_TEST(*q.get() == i);
    }
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(the_parameters_of_put_have_no_meaning)
{
    queue::SimpleQueue<int> q;
    q.put(1, true, -1);
    q.put(2, false, 0);
    q.put_nowait(3);
    BOOST_TEST(q.qsize() == 3u);
}

BOOST_AUTO_TEST_CASE(get_on_an_empty_queue_times_out)
{
    queue::SimpleQueue<int> q;
    BOOST_CHECK_THROW(q.get_nowait(), queue::Empty);
    BOOST_CHECK_THROW(q.get(false, -1), queue::Empty);
    BOOST_CHECK_THROW(q.get(true, 10ms), queue::Empty);
    BOOST_CHECK_THROW(q.get(true, -1), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(get_waits_for_an_item)
{
    queue::SimpleQueue<int> q;
    std::atomic<int> got = 0;
    waiting_thread getter([&] { got = q.get(); });
    BOOST_TEST(got == 0);
    q.put(5);
    getter.join();
    BOOST_TEST(got == 5);
}

BOOST_AUTO_TEST_CASE(a_destructor_of_an_item_may_put)
{
    struct chained
    {
        queue::SimpleQueue<std::unique_ptr<chained>>* to;
        int left;
        ~chained()
        {
            if (left != 0)
            {
                to->put(std::unique_ptr<chained>(new chained{to, left - 1}));
            }
        }
    };
    queue::SimpleQueue<std::unique_ptr<chained>> q;
    q.put(std::unique_ptr<chained>(new chained{&q, 5}));
    int got = 0;
    for (; !q.empty(); ++got)
    {
        q.get();
    }
    BOOST_TEST(got == 6);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
