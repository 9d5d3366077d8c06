// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/subprocess_transport.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::SubprocessTransport;
using asyncio::subprocess::PIPE;
using asyncio::subprocess::ProcessOptions;

/// Notes what it is told.
struct notes : asyncio::SubprocessProtocol
{
    void connection_made(SubprocessTransport const& transport) override
    {
        BOOST_TEST((transport.get_pid() > 0));
        said.push_back("made");
    }
    void pipe_data_received(int fd, std::string_view data) override
    {
        of[fd] += data;
        if (throws)
        {
            throw std::runtime_error("cannot");
        }
    }
    void pipe_connection_lost(int fd, std::exception_ptr) override
    {
        said.push_back("lost " + std::to_string(fd));
    }
    void process_exited() override { said.push_back("exited"); }
    void pause_writing() override { said.push_back("pause"); }
    void resume_writing() override { said.push_back("resume"); }
    void connection_lost(std::exception_ptr error) override
    {
        BOOST_TEST((error == nullptr));
        said.push_back("over");
        over.set_result();
    }

    int count(std::string const& what) const { return int(std::ranges::count(said, what)); }

    std::vector<std::string> said;
    std::string of[3];
    bool throws = false;
    asyncio::Future<void> over;
};

auto make_notes()
{
    return std::make_shared<notes>();
}

asyncio::EventLoop loop()
{
    return asyncio::get_running_loop();
}

ProcessOptions const talks{.stdin_ = PIPE, .stdout_ = PIPE, .stderr_ = PIPE};

}  // namespace

BOOST_AUTO_TEST_CASE(what_a_child_says_and_its_end)
{
    auto body = []() -> Coroutine<void> {
        auto const made = co_await loop().subprocess_shell(
            make_notes, talks, "read x; echo got $x; echo wrong >&2; exit 3");
        auto const& [transport, protocol] = made;
        BOOST_TEST(!transport.get_returncode().has_value());
        transport.get_pipe_transport(0).write("line\n");
        co_await protocol->over;
        BOOST_TEST(protocol->of[1] == "got line\n");
        BOOST_TEST(protocol->of[2] == "wrong\n");
        BOOST_TEST(*transport.get_returncode() == 3);
        BOOST_TEST(protocol->said.front() == "made");
        BOOST_TEST(protocol->said.back() == "over");
        for (std::string const each : {"lost 0", "lost 1", "lost 2", "exited", "over"})
        {
            BOOST_TEST(protocol->count(each) == 1);
        }
        BOOST_TEST(!transport.get_pipe_transport(1));
        BOOST_TEST(transport.is_closing());
        transport.terminate();  // nothing happens
        BOOST_CHECK_THROW(static_cast<void>(transport.get_pipe_transport(3)), quartet::ValueError);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(without_pipes)
{
    auto body = []() -> Coroutine<void> {
        ProcessOptions const plain;
        auto const made = co_await loop().subprocess_exec(make_notes, plain, "sh", "-c", "exit 4");
        co_await made.second->over;
        BOOST_TEST((made.second->said == std::vector<std::string>{"made", "exited", "over"}));
        BOOST_TEST(*made.first.get_returncode() == 4);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(much_is_written)
{
    auto body = []() -> Coroutine<void> {
        auto const made = co_await loop().subprocess_exec(make_notes, talks, "cat");
        auto const& [transport, protocol] = made;
        std::string const much(3'000'000, 'x');
        auto const input = transport.get_pipe_transport(0);
        input.write(much);
        input.close();
        co_await protocol->over;
        BOOST_TEST(protocol->of[1].size() == much.size());
        BOOST_TEST(protocol->count("pause") == 1);
        BOOST_TEST(*transport.get_returncode() == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_signal_and_a_close)
{
    auto body = []() -> Coroutine<void> {
        auto const killed = co_await loop().subprocess_exec(make_notes, talks, "sleep", "1000");
        killed.first.send_signal(SIGTERM);
        co_await killed.second->over;
        BOOST_TEST(*killed.first.get_returncode() == -SIGTERM);
        auto const closed = co_await loop().subprocess_exec(make_notes, talks, "sleep", "1000");
        closed.first.close();
        closed.first.close();
        BOOST_TEST(closed.first.is_closing());
        co_await closed.second->over;
        BOOST_TEST(*closed.first.get_returncode() == -SIGKILL);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_protocol_that_throws)
{
    auto body = []() -> Coroutine<void> {
        std::vector<std::string> reported;
        loop().set_exception_handler([&](auto const& what) { reported.push_back(what.message); });
        auto const throws_it = [] {
            auto const made = make_notes();
            made->throws = true;
            return made;
        };
        auto const made = co_await loop().subprocess_shell(throws_it, talks, "echo x");
        co_await made.second->over;
        BOOST_TEST(
            (reported ==
             std::vector<std::string>{"Fatal error: protocol.pipe_data_received() call failed."}));
        BOOST_TEST(*made.first.get_returncode() == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_started)
{
    auto body = []() -> Coroutine<void> {
        bool const none = co_await throws<quartet::FileNotFoundError>(
            loop().subprocess_exec(make_notes, talks, "/no/such/program"));
        BOOST_TEST(none);
        auto const nothing = []() -> std::shared_ptr<notes> { return nullptr; };
        bool const refused =
            co_await throws<quartet::TypeError>(loop().subprocess_exec(nothing, talks, "true"));
        BOOST_TEST(refused);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_loop_that_is_closed_leaves_no_child)
{
    pid_t pid = 0;
    std::weak_ptr<notes> protocol;
    auto body = [&]() -> Coroutine<void> {
        auto const made = co_await loop().subprocess_exec(make_notes, talks, "sleep", "1000");
        pid = made.first.get_pid();
        protocol = made.second;
    };
    asyncio::run(body());
    BOOST_TEST(::kill(pid, 0) == -1);
    BOOST_TEST(protocol.expired());
}
