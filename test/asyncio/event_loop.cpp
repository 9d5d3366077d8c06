// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/task.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::EventLoop;

/// A loop that is closed at the end.
struct fresh_loop
{
    ~fresh_loop() { loop.close(); }
    EventLoop loop = asyncio::new_event_loop();
    reports seen{loop};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(calls_are_made_in_their_order, fresh_loop)
{
    std::vector<int> made;
    loop.call_soon([&] { made.push_back(1); });
    loop.call_soon([&] {
        made.push_back(2);
        loop.call_soon([&] { made.push_back(4); });
    });
    auto const never = loop.call_soon([&] { made.push_back(0); });
    loop.call_soon([&] { made.push_back(3); });
    never.cancel();
    BOOST_TEST(never.cancelled());
    loop.run_until_complete(turns(3));
    BOOST_TEST((made == std::vector{1, 2, 3, 4}));
}

BOOST_FIXTURE_TEST_CASE(later_calls_are_made_in_the_order_of_their_times, fresh_loop)
{
    std::vector<int> made;
    loop.call_later(0.02, [&] { made.push_back(2); });
    auto const third = loop.call_at(loop.time() + 0.04, [&] { made.push_back(3); });
    loop.call_later(-1, [&] { made.push_back(1); });
    auto const never = loop.call_later(0.01, [&] { made.push_back(0); });
    never.cancel();
    loop.call_later(0.06, [&] { loop.stop(); });
    loop.run_forever();
    BOOST_TEST((made == std::vector{1, 2, 3}));
    BOOST_TEST(third.when() < loop.time());
}

BOOST_FIXTURE_TEST_CASE(another_thread_can_call, fresh_loop)
{
    std::thread::id in;
    std::thread other([&] {
        loop.call_soon_threadsafe([&] {
            in = std::this_thread::get_id();
            loop.stop();
        });
    });
    loop.run_forever();
    other.join();
    BOOST_TEST((in == std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(a_loop_that_was_made_elsewhere_runs_in_another_thread, fresh_loop)
{
    int result = 0;
    std::thread other([&] { result = loop.run_until_complete(after_turns(3, 5)); });
    other.join();
    BOOST_TEST(result == 5);
}

BOOST_FIXTURE_TEST_CASE(stop_lets_what_is_ready_run_first, fresh_loop)
{
    std::vector<int> made;
    loop.call_soon([&] { loop.stop(); });
    loop.call_soon([&] {
        made.push_back(1);
        loop.call_soon([&] { made.push_back(2); });
    });
    loop.run_forever();
    BOOST_TEST((made == std::vector{1}));
    loop.stop();
    loop.run_forever();
    BOOST_TEST((made == std::vector{1, 2}));
}

BOOST_FIXTURE_TEST_CASE(a_run_that_is_stopped_before_the_end_is_an_error, fresh_loop)
{
    auto const never = loop.create_future<int>();
    loop.call_soon([&] { loop.stop(); });
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(loop.run_until_complete(never)),
        quartet::RuntimeError,
        [](quartet::RuntimeError const& e) {
            return e.what() == std::string("Event loop stopped before Future completed.");
        });
}

BOOST_FIXTURE_TEST_CASE(it_does_not_run_twice_at_a_time, fresh_loop)
{
    auto body = [](EventLoop of) -> Coroutine<void> {
        BOOST_TEST(of.is_running());
        BOOST_CHECK_THROW(of.run_forever(), quartet::RuntimeError);
        BOOST_CHECK_THROW(of.close(), quartet::RuntimeError);
        co_return;
    };
    loop.run_until_complete(body(loop));
    BOOST_TEST(!loop.is_running());
}

BOOST_AUTO_TEST_CASE(a_closed_loop_cannot_be_used)
{
    auto const loop = asyncio::new_event_loop();
    loop.close();
    loop.close();
    BOOST_TEST(loop.is_closed());
    BOOST_CHECK_THROW(loop.run_forever(), quartet::RuntimeError);
    BOOST_CHECK_THROW(loop.call_soon([] {}), quartet::RuntimeError);
    BOOST_CHECK_THROW(loop.call_soon_threadsafe([] {}), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(tasks_that_are_left_when_it_is_closed_are_destroyed_and_reported)
{
    auto const loop = asyncio::new_event_loop();
    reports const seen(loop);
    auto const holder = std::make_shared<int>(1);
    auto holds = [](std::shared_ptr<int>) -> Coroutine<void> { co_await for_ever(); };
    auto const t = loop.create_task(holds(holder));
    loop.run_until_complete(turns(2));
    BOOST_TEST(holder.use_count() == 2);
    loop.close();
    BOOST_TEST(holder.use_count() == 1);
    BOOST_TEST(t.cancelled());
    BOOST_TEST(
        (seen.messages == std::vector<std::string>{"Task was destroyed but it is pending!"}));
}

BOOST_FIXTURE_TEST_CASE(what_a_call_throws_goes_to_the_exception_handler, fresh_loop)
{
    loop.call_soon([] { throw std::runtime_error("x"); });
    loop.run_until_complete(turns(1));
    BOOST_TEST((seen.messages == std::vector<std::string>{"Exception in callback"}));
}

BOOST_FIXTURE_TEST_CASE(in_debug_mode_slow_calls_and_wrong_threads_are_told, fresh_loop)
{
    loop.set_debug(true);
    loop.slow_callback_duration(0);
    loop.run_until_complete(turns(1));
    BOOST_TEST_REQUIRE(!seen.messages.empty());
    BOOST_TEST(seen.messages[0].find("Executing <Task") == 0u);

    loop.slow_callback_duration(100);
    bool refused = false;
    std::thread other;
    loop.call_soon([&] {
        other = std::thread([&] {
            try
            {
                loop.call_soon([] {});
            }
            catch (quartet::RuntimeError const&)
            {
                refused = true;
            }
            loop.call_soon_threadsafe([&] { loop.stop(); });
        });
    });
    loop.run_forever();
    other.join();
    BOOST_TEST(refused);
}

BOOST_AUTO_TEST_CASE(tasks_of_a_loop_that_does_not_run_do_not_run)
{
    fresh_loop first;
    fresh_loop second;
    bool has_run = false;
    auto notes = [](bool& run) -> Coroutine<void> {
        co_await turns(1);
        run = true;
    };
    auto const t = first.loop.create_task(notes(has_run));
    second.loop.run_until_complete(turns(5));
    BOOST_TEST(!has_run);
    first.loop.run_until_complete(t);
    BOOST_TEST(has_run);
}

BOOST_AUTO_TEST_CASE(a_task_that_is_ready_when_its_loop_is_closed)
{
    auto const loop = asyncio::new_event_loop();
    reports said(loop);
    auto const ready = loop.create_task(turns(1000));
    loop.run_until_complete(turns(3));
    loop.close();
    BOOST_TEST(ready.cancelled());
    BOOST_TEST(said.messages == std::vector<std::string>{"Task was destroyed but it is pending!"});
    asyncio::run(turns(3));  // the thread's loop has nothing of it any more
    loop.set_exception_handler({});
}
