// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/contextvars.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/hub.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/argument.hpp"
#include "support/coroutines.hpp"
#include "support/forked_peer.hpp"
#include "support/streams.hpp"

namespace {

using namespace quartet_test;
using asyncio::subprocess::PIPE;
using asyncio::subprocess::Process;
using asyncio::subprocess::ProcessOptions;

/// What the child says, and how it ends, when Ctrl-C comes so often.
Coroutine<std::pair<std::string, int>> interrupted(std::string what, int times)
{
    ProcessOptions const talks{.stdout_ = PIPE};
    Process const child =
        co_await asyncio::create_subprocess_exec(talks, argument("interrupted").string(), what);
    std::string const greeting = co_await child.stdout_().readline();
    BOOST_TEST(greeting == "running\n");
    while (times-- > 0)
    {
        child.send_signal(SIGINT);
    }
    std::string rest = co_await child.stdout_().read();
    int const code = co_await child.wait();
    std::pair<std::string, int> result(rest, code);
    co_return std::move(result);
}

/// How often a handler of the running loop was called for so many signals.
Coroutine<int> count_own_signals(int number, int wanted)
{
    auto const loop = asyncio::get_running_loop();
    asyncio::Event came;
    int count = 0;
    loop.add_signal_handler(number, [&] {
        ++count;
        came.set();
    });
    for (int i = 0; i != wanted; ++i)
    {
        came.clear();
        send_signal(::getpid(), number);
        co_await came.wait();
    }
    loop.remove_signal_handler(number);
    co_return count;
}

Coroutine<void> until_positive(int& count)
{
    while (count < 1)
    {
        co_await asyncio::sleep(0);
    }
}

bool has_default(int number)
{
    struct sigaction now = {};
    ::sigaction(number, nullptr, &now);
    return now.sa_handler == SIG_DFL;
}

/// After this there is what Asio and Boost.Process have from their first use on.
struct warm_services
{
    warm_services()
    {
        auto body = []() -> Coroutine<void> {
            auto const loop = asyncio::get_running_loop();
            loop.add_signal_handler(SIGUSR1, [] {});
            loop.remove_signal_handler(SIGUSR1);
            Process const p = co_await asyncio::create_subprocess_exec("true");
            co_await p.wait();
        };
        asyncio::run(body());
    }
};

struct leaves_nothing : warm_services, leaves_no_descriptor
{};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(signals, leaves_nothing)

BOOST_AUTO_TEST_CASE(a_handler_is_called_in_the_loop)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        asyncio::Event came;
        int count = 0;
        loop.add_signal_handler(SIGUSR1, [&] {
            ++count;
            came.set();
        });
        for (int i = 1; i <= 3; ++i)
        {
            ::raise(SIGUSR1);
            BOOST_TEST(count == i - 1);  // not in the midst of us
            co_await came.wait();
            came.clear();
            BOOST_TEST(count == i);
        }
        bool is_second = false;
        loop.add_signal_handler(SIGUSR1, [&] {
            is_second = true;
            came.set();
        });
        ::raise(SIGUSR1);
        co_await came.wait();
        BOOST_TEST(is_second);
        BOOST_TEST(count == 3);
        BOOST_TEST(loop.remove_signal_handler(SIGUSR1));
        BOOST_TEST(!loop.remove_signal_handler(SIGUSR1));
        BOOST_TEST(has_default(SIGUSR1));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_handled)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        BOOST_CHECK_THROW(loop.add_signal_handler(0, [] {}), quartet::ValueError);
        BOOST_CHECK_THROW(loop.add_signal_handler(1000, [] {}), quartet::ValueError);
        BOOST_CHECK_THROW(loop.add_signal_handler(SIGKILL, [] {}), quartet::RuntimeError);
        BOOST_CHECK_THROW(loop.add_signal_handler(SIGSTOP, [] {}), quartet::RuntimeError);
        BOOST_CHECK_THROW(loop.add_signal_handler(SIGUSR1, {}), quartet::TypeError);
        co_return;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_loop_removes_them)
{
    auto body = []() -> Coroutine<void> {
        asyncio::get_running_loop().add_signal_handler(SIGUSR1, [] {});
        BOOST_TEST(!has_default(SIGUSR1));
        co_return;
    };
    asyncio::run(body());
    BOOST_TEST(has_default(SIGUSR1));
}

BOOST_AUTO_TEST_CASE(a_forked_child_has_the_default)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        bool was_called = false;
        loop.add_signal_handler(SIGUSR1, [&] { was_called = true; });
        forked_peer child([] { return has_default(SIGUSR1) && has_default(SIGINT); });
        BOOST_TEST(child.wait() == 0);
        co_await turns(5);
        BOOST_TEST(!was_called);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_forked_child_may_handle_signals_itself)
{
    int in_parent = 0;
    asyncio::Runner parent;
    parent.get_loop().add_signal_handler(SIGUSR1, [&] { ++in_parent; });
    parent.run(turns(1));
    forked_peer child(
        [] { return asyncio::run(count_own_signals(SIGUSR1, 3)) == 3 && has_default(SIGUSR1); });
    BOOST_TEST(child.wait() == 0);
    parent.run(turns(5));
    BOOST_TEST(in_parent == 0);
    int const here = parent.run(count_own_signals(SIGUSR1, 2));
    BOOST_TEST(here == 2);
    forked_peer another([] { return asyncio::run(count_own_signals(SIGUSR1, 1)) == 1; });
    BOOST_TEST(another.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_parent_does_not_take_the_signals_of_its_child)
{
    struct
    {
        asyncio::Runner runner;
        int count = 0;
        void begin()
        {
            runner.get_loop().add_signal_handler(SIGUSR1, [this] { ++count; });
        }
    } parent, child;
    parent.begin();
    parent.runner.run(turns(1));
    int tells[2];
    int asks[2];
    BOOST_TEST_REQUIRE(::pipe(tells) == 0);
    BOOST_TEST_REQUIRE(::pipe(asks) == 0);
    forked_peer peer([&] {
        char byte = 0;
        child.begin();
        child.runner.run(turns(1));
        ::raise(SIGUSR1);
        static_cast<void>(!::write(tells[1], "x", 1));
        static_cast<void>(!::read(asks[0], &byte, 1));
        child.runner.run(until_positive(child.count));
        return child.count == 1;
    });
    char byte = 0;
    BOOST_TEST(::read(tells[0], &byte, 1) == 1);
    parent.runner.run(turns(1000));  // it would read all that is in a pipe that both have
    BOOST_TEST(parent.count == 0);
    BOOST_TEST(::write(asks[1], "x", 1) == 1);
    BOOST_TEST(peer.wait() == 0);
    for (int const each : {tells[0], tells[1], asks[0], asks[1]})
    {
        ::close(each);
    }
}

BOOST_AUTO_TEST_CASE(a_loop_that_does_not_run_keeps_signals_and_nobody_busy)
{
    int count = 0;
    asyncio::Runner runner;
    runner.get_loop().add_signal_handler(SIGUSR1, [&] { ++count; });
    BOOST_TEST(quartet::gevent::get_hub().join(60));
    runner.run(turns(1));
    BOOST_TEST(quartet::gevent::get_hub().join(60));
    ::raise(SIGUSR1);
    BOOST_TEST(quartet::gevent::get_hub().join(60));
    BOOST_TEST(count == 0);
    runner.run(until_positive(count));
    BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_CASE(each_loop_that_asks_for_a_signal_gets_it)
{
    asyncio::Runner here;
    int count = 0;
    here.get_loop().add_signal_handler(SIGUSR1, [&] { ++count; });
    int elsewhere = 0;
    std::thread([&] { elsewhere = asyncio::run(count_own_signals(SIGUSR1, 2)); }).join();
    BOOST_TEST(elsewhere == 2);
    // Its end has taken nothing from us.
    BOOST_TEST(!has_default(SIGUSR1));
    forked_peer child([] { return has_default(SIGUSR1); });
    BOOST_TEST(child.wait() == 0);
    auto body = [&]() -> Coroutine<void> {
        while (count < 2)
        {
            co_await asyncio::sleep(0);
        }
    };
    here.run(body());
}

BOOST_AUTO_TEST_CASE(a_loop_may_go_on_in_another_thread)
{
    auto const loop = asyncio::new_event_loop();
    int count = 0;
    auto body = [&](int wanted) -> Coroutine<void> {
        ::raise(SIGUSR1);
        while (count < wanted)
        {
            co_await asyncio::sleep(0);
        }
    };
    std::thread([&] {
        loop.add_signal_handler(SIGUSR1, [&] { ++count; });
        loop.run_until_complete(body(1));
    }).join();
    BOOST_TEST(has_default(SIGUSR1));  // with the thread has ended what got the signal
    loop.run_until_complete(turns(1));
    loop.run_until_complete(body(2));
    std::thread([&] { loop.run_until_complete(body(3)); }).join();
    BOOST_TEST(loop.remove_signal_handler(SIGUSR1));
    loop.close();
}

BOOST_AUTO_TEST_CASE(a_handler_has_the_context_of_who_added_it)
{
    auto body = []() -> Coroutine<void> {
        quartet::contextvars::ContextVar<int> const number("number", 0);
        asyncio::Event came;
        int seen = 0;
        number.set(1);
        asyncio::get_running_loop().add_signal_handler(SIGUSR1, [&] {
            seen = number.get();
            number.set(seen + 10);
            came.set();
        });
        number.set(2);
        for (int expected : {1, 11})
        {
            came.clear();
            ::raise(SIGUSR1);
            co_await came.wait();
            BOOST_TEST(seen == expected);
        }
        BOOST_TEST(number.get() == 2);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(ctrl_c_cancels_what_runs)
{
    auto body = []() -> Coroutine<void> {
        auto const [said, code] = co_await interrupted("", 1);
        BOOST_TEST(said == "cancelled\nbeside cancelled\nKeyboardInterrupt\n");
        BOOST_TEST(code == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_swallows_it_has_his_result)
{
    auto body = []() -> Coroutine<void> {
        auto const [said, code] = co_await interrupted("swallows", 1);
        BOOST_TEST(said == "cancelled\nbeside cancelled\nresult 7\n");
        BOOST_TEST(code == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_program_with_its_own_handler_keeps_it)
{
    auto body = []() -> Coroutine<void> {
        auto const [said, code] = co_await interrupted("own handler", 1);
        BOOST_TEST(said == "");
        BOOST_TEST(code == 9);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_second_one_ends_what_is_stuck)
{
    auto body = []() -> Coroutine<void> {
        // Two at once may come together as one; so there are more, until it is gone.
        ProcessOptions const talks{.stdout_ = PIPE};
        Process const child = co_await asyncio::create_subprocess_exec(
            talks, argument("interrupted").string(), "stuck");
        std::string const greeting = co_await child.stdout_().readline();
        BOOST_TEST(greeting == "running\n");
        while (!child.returncode())
        {
            child.send_signal(SIGINT);
            co_await asyncio::sleep(0.001);
        }
        BOOST_TEST((child.returncode() == -SIGINT));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
