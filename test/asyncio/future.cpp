// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::Future;

std::exception_ptr an_error()
{
    return std::make_exception_ptr(std::runtime_error("x"));
}

}  // namespace

BOOST_AUTO_TEST_CASE(who_awaits_it_gets_what_was_set)
{
    auto body = []() -> Coroutine<int> {
        Future<int> const f;
        auto setter = [](Future<int> whom) -> Coroutine<void> {
            co_await turns(2);
            whom.set_result(5);
        };
        asyncio::create_task(setter(f));
        co_return co_await f;
    };
    BOOST_TEST(asyncio::run(body()) == 5);
}

BOOST_AUTO_TEST_CASE(its_state_can_be_asked_for)
{
    auto body = []() -> Coroutine<void> {
        Future<int> const f;
        BOOST_TEST(!f.done());
        BOOST_CHECK_THROW(static_cast<void>(f.result()), asyncio::InvalidStateError);
        f.set_result(1);
        BOOST_TEST(f.done());
        BOOST_TEST(!f.cancelled());
        BOOST_TEST((f.exception() == nullptr));
        BOOST_CHECK_THROW(f.set_result(2), asyncio::InvalidStateError);
        BOOST_CHECK_THROW(f.set_exception(an_error()), asyncio::InvalidStateError);
        BOOST_TEST(!f.cancel());

        Future<> const failed;
        failed.set_exception(an_error());
        BOOST_CHECK_THROW(failed.result(), std::runtime_error);

        Future<> const cancelled;
        BOOST_TEST(cancelled.cancel("why"));
        BOOST_TEST(cancelled.cancelled());
        BOOST_CHECK_EXCEPTION(
            cancelled.result(), asyncio::CancelledError, [](asyncio::CancelledError const& e) {
                return e.what() == std::string("why");
            });
        co_return;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(callbacks_are_called_in_order_and_never_at_once)
{
    auto body = []() -> Coroutine<void> {
        std::vector<int> called;
        Future<int> const f;
        f.add_done_callback([&] { called.push_back(1); });
        f.add_done_callback([&](Future<int> const& of) { called.push_back(of.result()); });
        f.set_result(2);
        f.add_done_callback([&] { called.push_back(3); });
        BOOST_TEST(called.empty());
        co_await turns(1);
        BOOST_TEST((called == std::vector{1, 2, 3}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_exception_that_nobody_asks_for_is_reported)
{
    auto body = []() -> Coroutine<void> {
        reports const seen(asyncio::get_running_loop());
        {
            Future<> const f;
            f.set_exception(an_error());
            Future<> const asked_for;
            asked_for.set_exception(an_error());
            static_cast<void>(asked_for.exception());
        }
        BOOST_TEST_REQUIRE(seen.messages.size() == 1u);
        BOOST_TEST(seen.messages[0] == "Future exception was never retrieved");
        asyncio::get_running_loop().set_exception_handler(nullptr);
        co_return;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_future_of_another_loop_cannot_be_awaited)
{
    auto const other = asyncio::new_event_loop();
    Future<> const f(other);
    auto body = [](Future<> of) -> Coroutine<void> { co_await of; };
    BOOST_CHECK_THROW(asyncio::run(body(f)), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(a_done_callback_is_taken_back)
{
    auto body = []() -> Coroutine<void> {
        asyncio::Future<int> const f;
        std::vector<int> called;
        auto const first = f.add_done_callback([&] { called.push_back(1); });
        f.add_done_callback([&](asyncio::Future<int> const& of) { called.push_back(of.result()); });
        auto const third = f.add_done_callback([&] { called.push_back(3); });
        first.cancel();
        f.set_result(2);
        third.cancel();  // it is done, but not called yet
        co_await turns(2);
        BOOST_TEST(called == std::vector<int>{2});
        BOOST_TEST(first.cancelled());
    };
    asyncio::run(body());
}
