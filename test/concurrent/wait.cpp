// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/wait.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <vector>

namespace {

namespace futures = quartet::concurrent::futures;
using futures::Future;

using some = std::vector<Future<int>>;

BOOST_AUTO_TEST_SUITE(wait_for_futures)

BOOST_AUTO_TEST_CASE(it_tells_the_done_from_the_others)
{
    some fs(3);
    fs[1].set_result(1);
    auto const [done, not_done] = futures::wait(fs, 0);
    BOOST_TEST((done == some{fs[1]}));
    BOOST_TEST((not_done == some{fs[0], fs[2]}));
}

BOOST_AUTO_TEST_CASE(duplicates_count_once)
{
    Future<int> f;
    f.set_result(1);
    BOOST_TEST(futures::wait({f, f, f}).done.size() == 1);
    BOOST_TEST(futures::wait(some{}).done.empty());
}

BOOST_AUTO_TEST_CASE(the_first_completed_may_be_a_cancelled_one)
{
    some fs(3);
    fs[2].cancel();
    auto const result = futures::wait(fs, {}, futures::FIRST_COMPLETED);
    BOOST_TEST((result.done == some{fs[2]}));
}

BOOST_AUTO_TEST_CASE(the_first_exception_ends_it)
{
    some fs(3);
    fs[0].set_result(0);
    fs[1].set_exception(std::make_exception_ptr(std::runtime_error("1")));
    auto const result = futures::wait(fs, {}, futures::FIRST_EXCEPTION);
    BOOST_TEST(result.done.size() == 2);
    fs[2].set_result(2);
    fs.erase(fs.begin() + 1);
    BOOST_TEST(futures::wait(fs, {}, futures::FIRST_EXCEPTION).done.size() == 2);
}

BOOST_AUTO_TEST_CASE(it_waits_for_all)
{
    some fs(50);
    quartet::threading::Thread t([fs]() mutable {
        for (auto& each : fs)
        {
            each.set_result(1);
        }
    });
    t.start();
    BOOST_TEST(futures::wait(fs).done.size() == 50);
    t.join();
}

BOOST_AUTO_TEST_CASE(as_completed_gives_each_once_in_the_order_of_completion)
{
    some fs(3);
    fs[2].set_result(2);
    some const twice{fs[0], fs[1], fs[2], fs[2], fs[0]};
    some order;
    for (Future<int> const& each : futures::as_completed(twice))
    {
        order.push_back(each);
        if (order.size() == 1)
        {
            fs[1].set_result(1);
            fs[0].cancel();
        }
    }
    BOOST_TEST((order == some{fs[2], fs[1], fs[0]}));
}

BOOST_AUTO_TEST_CASE(as_completed_tells_how_many_are_missing)
{
    some fs(3);
    fs[0].set_result(0);
    int seen = 0;
    try
    {
        for (Future<int> const& each : futures::as_completed(fs, 0.001))
        {
            seen += each.done();
        }
        BOOST_FAIL("the limit was forgotten");
    }
    catch (quartet::TimeoutError const& error)
    {
        BOOST_TEST(error.what() == "2 (of 3) futures unfinished");
    }
    BOOST_TEST(seen == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
