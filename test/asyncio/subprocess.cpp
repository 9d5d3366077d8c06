// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/asyncio/wait_for.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <map>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/coroutines.hpp"
#include "support/processes.hpp"
#include "support/streams.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_subprocess_exec;
using asyncio::create_subprocess_shell;
using asyncio::create_task;
using asyncio::subprocess::PIPE;
using asyncio::subprocess::Process;
using asyncio::subprocess::ProcessOptions;

constexpr ProcessOptions both_ways{.stdin_ = PIPE, .stdout_ = PIPE};

/// After this there is what Boost.Process has from its first use on.
struct warm_boost_process
{
    int const warm_call = quartet::gevent::subprocess::call({"true"});
};

/// A fixture: no descriptor, and no child, not even a dead one, is left.
struct leaves_no_child : warm_boost_process, leaves_no_descriptor
{
    ~leaves_no_child() { BOOST_TEST(child_processes().empty()); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(subprocesses, leaves_no_child)

BOOST_AUTO_TEST_CASE(what_it_says_and_how_it_ends)
{
    auto body = []() -> Coroutine<void> {
        ProcessOptions const both{.stdout_ = PIPE, .stderr_ = PIPE};
        Process const p = co_await create_subprocess_shell(both, "echo out; echo err >&2; exit 3");
        BOOST_TEST(p.pid() > 0);
        auto const [out, err] = co_await p.communicate();
        BOOST_TEST(out == "out\n");
        BOOST_TEST(err == "err\n");
        BOOST_TEST((p.returncode() == 3));
        int const again = co_await p.wait();
        BOOST_TEST(again == 3);
        p.kill();  // nothing happens
        BOOST_CHECK_THROW(p.stdin_(), quartet::ValueError);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(ten_megabytes_both_ways)
{
    auto body = []() -> Coroutine<void> {
        std::string const much(10'000'000, 'x');
        Process const p = co_await create_subprocess_exec(both_ways, "cat");
        auto const [out, err] = co_await p.communicate(much);
        BOOST_TEST((out == much));
        BOOST_TEST(err == "");
        BOOST_TEST((p.returncode() == 0));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_conversation)
{
    auto body = []() -> Coroutine<void> {
        Process const p = co_await create_subprocess_exec(both_ways, "cat");
        for (int i = 0; i != 10; ++i)
        {
            p.stdin_().write("line " + std::to_string(i) + "\n");
            co_await p.stdin_().drain();
            std::string const line = co_await p.stdout_().readline();
            BOOST_TEST(line == "line " + std::to_string(i) + "\n");
        }
        p.stdin_().close();
        std::string const rest = co_await p.stdout_().read();
        BOOST_TEST(rest == "");
        int const code = co_await p.wait();
        BOOST_TEST(code == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_does_not_read)
{
    auto body = []() -> Coroutine<void> {
        Process const p = co_await create_subprocess_exec(both_ways, "true");
        auto const [out, err] = co_await p.communicate(std::string(1'000'000, 'x'));
        BOOST_TEST(out == "");
        BOOST_TEST((p.returncode() == 0));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(signals)
{
    auto body = []() -> Coroutine<void> {
        for (int const number : {SIGTERM, SIGKILL, SIGUSR1})
        {
            Process const p = co_await create_subprocess_exec("sleep", "1000");
            auto const first = create_task(p.wait());
            auto const second = create_task(p.wait());
            co_await turns(1);
            BOOST_TEST(!p.returncode());
            p.send_signal(number);
            auto const [one, other] = co_await asyncio::gather(first, second);
            BOOST_TEST(one == -number);
            BOOST_TEST(other == -number);
        }
        Process const p = co_await create_subprocess_exec("sleep", "1000");
        BOOST_CHECK_THROW(p.send_signal(1000), quartet::OSError);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(to_cancel_who_has_it_leaves_no_child)
{
    auto body = []() -> Coroutine<void> {
        std::optional<pid_t> pid;
        auto waits = [&]() -> Coroutine<void> {
            Process const p = co_await create_subprocess_exec(both_ways, "sleep", "1000");
            pid = p.pid();
            co_await p.communicate("x");
        };
        auto const task = create_task(waits());
        while (!pid)
        {
            co_await asyncio::sleep(0);
        }
        bool const late = co_await throws<asyncio::TimeoutError>(asyncio::wait_for(task, 0.001));
        BOOST_TEST(late);
        while (!child_processes().empty())
        {
            co_await asyncio::sleep(0.001);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_loop_leaves_no_child)
{
    std::optional<Process> kept;
    auto body = [&]() -> Coroutine<void> {
        Process const p = co_await create_subprocess_shell("trap '' TERM; sleep 1000");
        kept = p;
    };
    asyncio::run(body());
    BOOST_TEST(child_processes().empty());
    BOOST_TEST((kept->returncode() == -SIGKILL));
}

BOOST_AUTO_TEST_CASE(surroundings)
{
    auto body = []() -> Coroutine<void> {
        std::map<std::string, std::string> const env{{"WHERE", "here"}};
        ProcessOptions const options{
            .stdout_ = PIPE, .stderr_ = asyncio::subprocess::STDOUT, .cwd = "/", .env = &env};
        Process const p =
            co_await create_subprocess_shell(options, "echo $WHERE; pwd; echo err >&2");
        auto const [out, err] = co_await p.communicate();
        BOOST_TEST(out == "here\n/\nerr\n");
        std::vector<std::string> const words{"sh", "-c", "echo $0", "name"};
        ProcessOptions const talks{.stdout_ = PIPE};
        Process const q = co_await create_subprocess_exec(talks, words);
        std::string const name = co_await q.stdout_().readline();
        BOOST_TEST(name == "name\n");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_started)
{
    auto body = []() -> Coroutine<void> {
        bool const missing = co_await throws<quartet::FileNotFoundError>(
            create_subprocess_exec("no-such-program-anywhere"));
        BOOST_TEST(missing);
        ProcessOptions const nowhere{.cwd = "/no/such/directory"};
        bool const no_cwd =
            co_await throws<quartet::FileNotFoundError>(create_subprocess_exec(nowhere, "true"));
        BOOST_TEST(no_cwd);
        ProcessOptions const odd{.stdin_ = asyncio::subprocess::STDOUT};
        bool const refused =
            co_await throws<quartet::ValueError>(create_subprocess_exec(odd, "true"));
        BOOST_TEST(refused);
        bool const empty = co_await throws<quartet::ValueError>(
            create_subprocess_exec(ProcessOptions(), std::vector<std::string>()));
        BOOST_TEST(empty);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(many_at_once)
{
    auto one = [](int number) -> Coroutine<int> {
        ProcessOptions const talks{.stdout_ = PIPE};
        Process const p = co_await create_subprocess_exec(talks, "echo", std::to_string(number));
        auto const [out, err] = co_await p.communicate();
        co_return std::stoi(out);
    };
    auto body = [&]() -> Coroutine<void> {
        std::vector<Coroutine<int>> all;
        for (int i = 0; i != 30; ++i)
        {
            all.push_back(one(i));
        }
        std::vector<int> const numbers = co_await asyncio::gather(std::move(all));
        for (int i = 0; i != 30; ++i)
        {
            BOOST_TEST(numbers[std::size_t(i)] == i);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
