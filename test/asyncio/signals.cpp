// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
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
        pid_t const child = ::fork();
        if (child == 0)
        {
            bool refused = false;
            try
            {
                asyncio::new_event_loop().add_signal_handler(SIGUSR1, [] {});
            }
            catch (quartet::RuntimeError const&)
            {
                refused = true;
            }
            ::_exit(has_default(SIGUSR1) && has_default(SIGINT) && refused ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        BOOST_TEST(status == 0);
        co_await turns(5);
        BOOST_TEST(!was_called);
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
