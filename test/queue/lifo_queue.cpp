// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/queue/lifo_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>

#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(lifo_queue)

BOOST_AUTO_TEST_CASE(the_last_item_comes_out_first)
{
    queue::LifoQueue<int> q;
    for (int i = 0; i != 100; ++i)
    {
        q.put(i);
    }
    for (int i = 100; i-- != 0;)
    {
        BOOST_TEST(q.get() == i);
    }
    BOOST_CHECK_THROW(q.get_nowait(), queue::Empty);
}

BOOST_AUTO_TEST_CASE(it_has_a_limit)
{
    queue::LifoQueue<std::unique_ptr<int>> q(1);
    BOOST_TEST(q.maxsize() == 1);
    q.put(std::make_unique<int>(1));
    BOOST_TEST(q.full());
    BOOST_CHECK_THROW(q.put(nullptr, false), queue::Full);
    BOOST_CHECK_THROW(q.put(nullptr, true, 0), queue::Full);
    BOOST_CHECK_THROW(q.put(nullptr, true, -1), quartet::ValueError);
    BOOST_TEST(*q.get() == 1);
}

BOOST_AUTO_TEST_CASE(join_waits_until_its_items_are_dealt_with)
{
    queue::LifoQueue<bool> q;
    q.put(true);
    waiting_thread joiner([&] { q.join(); });
    BOOST_TEST(q.get());
    q.task_done();
    joiner.join();
    BOOST_CHECK_THROW(q.task_done(), quartet::ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
