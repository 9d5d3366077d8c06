// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// SimpleQueue. What it has in common with Queue: queue.cpp and queue_values.cpp.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/queue.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>

#include "support/processes.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

void echo(mp::SimpleQueue<std::string> in, mp::SimpleQueue<std::string> out)
{
    for (std::string text; !(text = in.get()).empty();)
    {
        out.put(text + text);
    }
}

BOOST_FIXTURE_TEST_SUITE(simple_queue, leaves_nothing)

BOOST_AUTO_TEST_CASE(items_come_out_in_the_order_in_which_they_went_in)
{
    mp::SimpleQueue<std::string> q;
    BOOST_TEST(q.empty());
    q.put("a");
    q.put("b");
    BOOST_TEST(!q.empty());
    BOOST_TEST(q.get() == "a");
    BOOST_TEST(q.get() == "b");
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(put_never_blocks)
{
    // Python's stops when its pipe of 64 KiB is full.
    mp::SimpleQueue<std::string> q;
    for (int i = 0; i != 2000; ++i)
    {
        q.put(std::string(1000, char(i)));
    }
    for (int i = 0; i != 2000; ++i)
    {
        BOOST_REQUIRE((q.get() == std::string(1000, char(i))));
    }
}

BOOST_AUTO_TEST_CASE(get_waits_for_an_item)
{
    mp::SimpleQueue<int> q;
    std::thread getter([&] { BOOST_TEST(q.get() == 5); });
    q.put(5);
    getter.join();
}

BOOST_AUTO_TEST_CASE(a_closed_one_takes_and_gives_nothing)
{
    mp::SimpleQueue<int> q;
    q.put(1);
    auto sent = travel(q);
    q.close();
    q.close();
    BOOST_CHECK_THROW(q.put(1), quartet::ValueError);
    BOOST_CHECK_THROW(q.get(), quartet::ValueError);
    BOOST_CHECK_THROW(q.empty(), quartet::OSError);
    BOOST_TEST(sent.get() == 1);
}

BOOST_DATA_TEST_CASE(it_goes_to_other_processes, start_methods, method)
{
    mp::SimpleQueue<std::string> in;
    mp::SimpleQueue<std::string> out;
    auto p = mp::get_context(method).Process(echo, in, out);
    p.start();
    for (std::size_t size = 1; size <= 1 << 20; size *= 16)
    {
        in.put(std::string(size, 'x'));
        BOOST_TEST((out.get() == std::string(2 * size, 'x')));
    }
    in.put("");
    p.join();
    BOOST_TEST(p.exitcode().value() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
