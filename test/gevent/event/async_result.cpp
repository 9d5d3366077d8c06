// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/event/async_result.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/peer_greenlet.hpp"
#include "support/peer_thread.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::event::AsyncResult;
using namespace quartet_test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(async_results, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(a_new_one_is_not_ready)
{
    AsyncResult<int> const result;
    BOOST_TEST(!result.ready());
    BOOST_TEST(!result.done());
    BOOST_TEST(!result.successful());
    BOOST_TEST(!result.value().has_value());
    BOOST_TEST((result.exception() == nullptr));
    BOOST_CHECK_THROW(result.get_nowait(), quartet::TimeoutError);
    BOOST_CHECK_THROW(result.get(false), quartet::TimeoutError);
    BOOST_CHECK_THROW(result.get(true, 1ms), quartet::TimeoutError);
    BOOST_CHECK_THROW(result.result(0), quartet::TimeoutError);
    BOOST_TEST(!result.wait(1ms));
    BOOST_TEST(!result.wait(-1));
}

BOOST_AUTO_TEST_CASE(a_value_is_given_as_often_as_one_likes)
{
    AsyncResult<std::string> const result;
    result.set("x");
    BOOST_TEST(result.ready());
    BOOST_TEST(result.done());
    BOOST_TEST(result.successful());
    BOOST_TEST(result.wait());
    BOOST_TEST(result.wait(0));
    BOOST_TEST(result.get() == "x");
    BOOST_TEST(result.get_nowait() == "x");
    BOOST_TEST(result.result() == "x");
    BOOST_TEST(result.value().value() == "x");
    BOOST_TEST((result.exception() == nullptr));
}

BOOST_AUTO_TEST_CASE(an_exception_is_thrown_as_often_as_one_likes)
{
    AsyncResult<int> const result;
    result.set_exception(std::out_of_range("far"));
    BOOST_TEST(result.ready());
    BOOST_TEST(!result.successful());
    BOOST_TEST(result.wait(0));
    BOOST_TEST(!result.value().has_value());
    for (int i = 0; i != 2; ++i)
    {
        BOOST_CHECK_THROW(result.get(), std::out_of_range);
        BOOST_CHECK_THROW(result.get_nowait(), std::out_of_range);
    }
    BOOST_CHECK_THROW(std::rethrow_exception(result.exception()), std::out_of_range);
    BOOST_CHECK_THROW(result.set_exception(nullptr), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(it_may_be_set_again)
{
    AsyncResult<int> const result;
    result.set(1);
    result.set(2);
    BOOST_TEST(result.get() == 2);
    result.set_exception(std::make_exception_ptr(std::out_of_range("far")));
    BOOST_CHECK_THROW(result.get(), std::out_of_range);
    BOOST_TEST(!result.value().has_value());
    result.set(3);
    BOOST_TEST(result.get() == 3);
    BOOST_TEST(result.successful());
}

BOOST_AUTO_TEST_CASE(one_of_nothing_is_only_ready)
{
    AsyncResult<> const result;
    BOOST_CHECK_THROW(result.get(true, 0), quartet::TimeoutError);
    result.set();
    result.get();
    BOOST_TEST(result.successful());
    result.set_exception(quartet::ValueError("x"));
    BOOST_CHECK_THROW(result.get(), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_copied_is_given_once)
{
    AsyncResult<std::unique_ptr<int>> const result;
    result.set(std::make_unique<int>(4));
    BOOST_TEST(*result.get() == 4);
    BOOST_CHECK_THROW(result.get(), quartet::RuntimeError);
    result.set(std::make_unique<int>(5));
    BOOST_TEST(*result.get() == 5);
}

BOOST_AUTO_TEST_CASE(nobody_can_cancel_it)
{
    AsyncResult<int> const result;
    BOOST_TEST(!result.cancel());
    BOOST_TEST(!result.cancelled());
    result.set(1);
    BOOST_TEST(!result.cancel());
    BOOST_TEST(!result.cancelled());
}

BOOST_AUTO_TEST_CASE(copies_are_the_same)
{
    AsyncResult<int> const result;
    AsyncResult<int> const copy = result;
    AsyncResult<int> const other;
    copy.set(1);
    BOOST_TEST(result.get() == 1);
    BOOST_TEST((result == copy));
    BOOST_TEST((result != other));
}

BOOST_AUTO_TEST_CASE(all_who_wait_go_on_in_the_order_of_their_coming)
{
    AsyncResult<int> const result;
    std::vector<int> order;
    std::vector<gevent::Greenlet<void>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            BOOST_TEST((i % 2 == 0 ? result.get() : result.get(true, 3600)) == 7);
            order.push_back(i);
        }));
    }
    gevent::sleep(0);
    result.set(7);
    for (auto const& each : all)
    {
        each.get();
    }
    BOOST_TEST(order == (std::vector{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_may_be_set_in_another_thread_and_waited_for_in_many)
{
    for (int i = 0; i != 100; ++i)
    {
        AsyncResult<int> const result;
        std::deque<peer_thread> threads;
        for (int t = 0; t != 2; ++t)
        {
            threads.emplace_back([=] { return result.get() == 3; });
        }
        auto const g = gevent::spawn([=] { return result.get(); });
        threads.emplace_back([=] {
            result.set(3);
            return true;
        });
        BOOST_TEST(g.get() == 3);
        for (auto& each : threads)
        {
            BOOST_TEST(each.result());
        }
    }
}

BOOST_AUTO_TEST_CASE(who_gets_while_others_set_gets_one_of_the_values)
{
    AsyncResult<std::string> const result;
    std::atomic<bool> is_over{false};
    result.set(std::string(100, 'a'));
    std::deque<peer_thread> threads;
    for (char const each : {'a', 'b'})
    {
        threads.emplace_back([&, each] {
            while (!is_over)
            {
                result.set(std::string(100, each));
                result.set_exception(quartet::ValueError("x"));
            }
            return true;
        });
    }
    int strange = 0;
    for (int i = 0; i != 5000; ++i)
    {
        try
        {
            auto const value = result.get();
            strange += value.find_first_not_of(value[0]) != std::string::npos ? 1 : 0;
        }
        catch (quartet::ValueError const&)
        {}
    }
    is_over = true;
    BOOST_TEST(strange == 0);
}

BOOST_AUTO_TEST_CASE(a_linked_greenlet_gives_it_its_value)
{
    AsyncResult<int> const result;
    gevent::spawn([] {
        gevent::sleep(0);
        return 7;
    }).link(result);
    BOOST_TEST(result.get() == 7);

    AsyncResult<int> const wrong;
    auto const thrower = gevent::spawn([]() -> int { throw gevent::GreenletExit(); });
    thrower.link_exception(wrong);
    thrower.join();
    gevent::sleep(0);
    BOOST_TEST(!wrong.ready());  // it counts as successful
    thrower.link(wrong);
    BOOST_CHECK_THROW(wrong.get(), gevent::GreenletExit);
}

BOOST_AUTO_TEST_CASE(so_does_one_of_another_type_or_of_none)
{
    AsyncResult<std::string> const text;
    gevent::spawn([] { return "x"; }).link(text);
    BOOST_TEST(text.get() == "x");
    AsyncResult<> const nothing;
    gevent::spawn([] { return 7; }).link(nothing);
    nothing.get();
    AsyncResult<> const ended;
    gevent::spawn([] { throw gevent::GreenletExit(); }).link(ended);
    ended.get();
    AsyncResult<std::unique_ptr<int>> const moved;
    gevent::spawn([] { return std::make_unique<int>(3); }).link(moved);
    BOOST_TEST(*moved.get() == 3);
}

BOOST_AUTO_TEST_CASE(what_is_linked_is_called_once_in_the_loop)
{
    AsyncResult<int> const result;
    std::vector<int> calls;
    result.rawlink([&](AsyncResult<int> const& self) { calls.push_back(self.get()); });
    auto const unwanted = result.rawlink([&](auto const&) { calls.push_back(-1); });
    result.rawlink([&](auto const&) { calls.push_back(10); });
    result.unlink(unwanted);
    result.set(1);
    BOOST_TEST(calls.empty());
    gevent::sleep(0);
    result.set(2);
    result.rawlink([&](auto const&) { calls.push_back(20); });
    BOOST_TEST(calls.size() == 2u);
    gevent::sleep(0);
    BOOST_TEST(calls == (std::vector{1, 10, 20}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_result_may_be_linked_to_another)
{
    AsyncResult<int> const first;
    AsyncResult<long> const second;
    first.rawlink(second);
    first.set(4);
    BOOST_TEST(second.get() == 4);
}

BOOST_AUTO_TEST_CASE(what_is_linked_is_called_in_its_thread_whoever_sets_it)
{
    for (int i = 0; i != 100; ++i)
    {
        AsyncResult<int> const result;
        std::optional<std::thread::id> where;
        gevent::event::AsyncResult<> const called;
        result.rawlink([&](auto const&) {
            where = std::this_thread::get_id();
            called.set();
        });
        peer_thread other([=] {
            result.set(1);
            return true;
        });
        called.get();
        BOOST_TEST((where == std::this_thread::get_id()));
    }
    // When that thread has ended, it is not called.
    AsyncResult<int> const result;
    std::atomic<bool> called{false};
    std::thread([&] { result.rawlink([&](auto const&) { called = true; }); }).join();
    std::thread([&] {
        gevent::sleep(0);
        result.set(1);
        gevent::sleep(1ms);
    }).join();
    gevent::sleep(1ms);
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
