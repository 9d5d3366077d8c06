// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/future.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/poll_until.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace threading = quartet::threading;
using futures::CancelledError;
using futures::Future;
using futures::InvalidStateError;

std::exception_ptr an_error()
{
    return std::make_exception_ptr(std::out_of_range("no such thing"));
}

BOOST_AUTO_TEST_SUITE(future)

BOOST_AUTO_TEST_CASE(it_is_pending_then_running_then_done)
{
    Future<int> f;
    BOOST_TEST(!f.running());
    BOOST_TEST(!f.done());
    BOOST_TEST(f.set_running_or_notify_cancel());
    BOOST_TEST(f.running());
    BOOST_TEST(!f.cancel());
    f.set_result(42);
    BOOST_TEST(f.done());
    BOOST_TEST(!f.running());
    BOOST_TEST(f.result() == 42);
    BOOST_TEST(f.result() == 42);
    BOOST_TEST((f.exception() == nullptr));
    BOOST_TEST(!f.cancel());
    BOOST_TEST(!f.cancelled());
}

BOOST_AUTO_TEST_CASE(an_exception_is_a_result_too)
{
    Future<void> f;
    f.set_exception(an_error());
    BOOST_CHECK_THROW(f.result(), std::out_of_range);
    BOOST_TEST((f.exception() != nullptr));
}

BOOST_AUTO_TEST_CASE(a_pending_one_can_be_cancelled)
{
    Future<int> f;
    BOOST_TEST(f.cancel());
    BOOST_TEST(f.cancel());
    BOOST_TEST(f.cancelled());
    BOOST_TEST(f.done());
    BOOST_CHECK_THROW(f.result(), CancelledError);
    BOOST_CHECK_THROW(f.exception(), CancelledError);
    BOOST_TEST(!f.set_running_or_notify_cancel());
}

BOOST_AUTO_TEST_CASE(what_is_done_is_not_done_again)
{
    Future<int> f;
    f.set_result(1);
    BOOST_CHECK_THROW(f.set_result(2), InvalidStateError);
    BOOST_CHECK_THROW(f.set_exception(an_error()), InvalidStateError);
    BOOST_CHECK_THROW(f.set_running_or_notify_cancel(), InvalidStateError);
    BOOST_TEST(f.result() == 1);
    Future<int> running;
    running.set_running_or_notify_cancel();
    BOOST_CHECK_THROW(running.set_running_or_notify_cancel(), InvalidStateError);
}

BOOST_AUTO_TEST_CASE(the_wait_for_it_has_a_limit)
{
    Future<int> f;
    BOOST_CHECK_THROW(f.result(0), quartet::TimeoutError);
    BOOST_CHECK_THROW(f.result(0.001), quartet::TimeoutError);
    BOOST_CHECK_THROW(f.exception(-1), futures::TimeoutError);
    f.set_result(3);
    BOOST_TEST(f.result(0) == 3);
}

BOOST_AUTO_TEST_CASE(all_who_wait_get_the_result)
{
    Future<std::string> f;
    std::vector<std::string> got(5);
    std::vector<threading::Thread> waiters;
    for (std::string& each : got)
    {
        waiters.emplace_back([&f, &each] { each = f.result(); });
        waiters.back().start();
    }
    f.set_result("done");
    for (auto& each : waiters)
    {
        each.join();
    }
    for (std::string const& each : got)
    {
        BOOST_TEST(each == "done");
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_copied_is_taken_once)
{
    Future<std::unique_ptr<int>> f;
    f.set_result(std::make_unique<int>(5));
    BOOST_TEST(*f.result() == 5);
    BOOST_CHECK_THROW(f.result(), InvalidStateError);
}

BOOST_AUTO_TEST_CASE(callbacks_run_in_their_order_and_late_ones_at_once)
{
    Future<int> f;
    std::string order;
    f.add_done_callback([&](Future<int> const& done) { order += std::to_string(done.result()); });
    f.add_done_callback([](Future<int> const&) { throw std::runtime_error("is printed"); });
    f.add_done_callback([&](Future<int> const&) { order += 'b'; });
    BOOST_TEST(order.empty());
    f.set_result(7);
    BOOST_TEST(order == "7b");
    f.add_done_callback([&](Future<int> const&) { order += 'c'; });
    BOOST_TEST(order == "7bc");
}

BOOST_AUTO_TEST_CASE(a_cancel_is_an_end_too)
{
    Future<int> f;
    bool cancelled = false;
    f.add_done_callback([&](Future<int> const& done) { cancelled = done.cancelled(); });
    f.cancel();
    BOOST_TEST(cancelled);
}

BOOST_AUTO_TEST_CASE(copies_are_the_same_future)
{
    Future<int> f;
    Future<int> const copy = f;
    f.set_result(1);
    BOOST_TEST(copy.result() == 1);
    BOOST_TEST((copy == f));
    BOOST_TEST(!(copy == Future<int>()));
}

BOOST_AUTO_TEST_CASE(of_a_cancel_and_a_run_one_wins)
{
    for (int i = 0; i != 500; ++i)
    {
        Future<int> f;
        bool cancelled = false;
        threading::Thread t([&] { cancelled = f.cancel(); });
        t.start();
        bool const ran = f.set_running_or_notify_cancel();
        t.join();
        BOOST_REQUIRE(ran != cancelled);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
