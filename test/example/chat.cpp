// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// The chat server and its clients talk to each other.
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/streams.hpp>
#include <quartet/asyncio/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

#include "support/argument.hpp"
#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::subprocess::PIPE;
using asyncio::subprocess::Process;
using asyncio::subprocess::ProcessOptions;

constexpr ProcessOptions both_ways{.stdin_ = PIPE, .stdout_ = PIPE};

Coroutine<Process> start_server()
{
    return asyncio::create_subprocess_exec(both_ways, argument("chat_server").string());
}

/// What the server says of itself.
Coroutine<std::string> port_of(Process const& server)
{
    std::string line = co_await server.stdout_().readline();
    BOOST_TEST(line.starts_with("listening on 127.0.0.1:"));
    line.pop_back();
    co_return line.substr(line.rfind(':') + 1);
}

/// One that was welcomed.
Coroutine<Process> start_client(std::string name, std::string port)
{
    Process const made = co_await asyncio::create_subprocess_exec(
        both_ways, argument("chat_client").string(), name, port);
    std::string const greeting = co_await made.stdout_().readline();
    BOOST_TEST(greeting == "* welcome, " + name + "\n");
    co_return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(everybody_hears_the_others)
{
    auto body = []() -> Coroutine<void> {
        Process const server = co_await start_server();
        std::string const port = co_await port_of(server);
        Process const anna = co_await start_client("anna", port);
        Process const berta = co_await start_client("berta", port);
        std::string const first = co_await anna.stdout_().readline();
        BOOST_TEST(first == "* berta is here\n");
        anna.stdin_().write("hello\n");
        std::string const heard = co_await berta.stdout_().readline();
        BOOST_TEST(heard == "anna: hello\n");
        berta.stdin_().write("hello, anna\n");
        std::string const answer = co_await anna.stdout_().readline();
        BOOST_TEST(answer == "berta: hello, anna\n");
        berta.stdin_().close();
        std::string const left = co_await anna.stdout_().readline();
        BOOST_TEST(left == "* berta has left\n");
        int const berta_ended = co_await berta.wait();
        BOOST_TEST(berta_ended == 0);
        server.terminate();
        int const anna_ended = co_await anna.wait();
        BOOST_TEST(anna_ended == 0);
        co_await server.wait();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_name_is_somebodys)
{
    auto body = []() -> Coroutine<void> {
        Process const server = co_await start_server();
        int const port = std::stoi(co_await port_of(server));
        auto const [reader, writer] = co_await asyncio::open_connection("127.0.0.1", port);
        writer.write("anna\n");
        std::string const greeting = co_await reader.readline();
        BOOST_TEST(greeting == "* welcome, anna\n");
        auto const [other_reader, other_writer] =
            co_await asyncio::open_connection("127.0.0.1", port);
        other_writer.write("anna\n");
        std::string const refused = co_await other_reader.read();
        BOOST_TEST(refused == "* this name will not do\n");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_does_not_listen_is_shown_out)
{
    auto body = []() -> Coroutine<void> {
        Process const server = co_await start_server();
        int const port = std::stoi(co_await port_of(server));
        auto const [deaf, deaf_writer] = co_await asyncio::open_connection("127.0.0.1", port);
        deaf_writer.transport().pause_reading();
        deaf_writer.write("deaf\n");
        auto const [reader, writer] = co_await asyncio::open_connection("127.0.0.1", port);
        writer.write("loud\n");
        std::string const line(10'000, 'x');
        auto talks = [&]() -> Coroutine<void> {
            for (;;)
            {
                writer.write(line + "\n");
                co_await writer.drain();
            }
        };
        auto const talk = asyncio::create_task(talks());
        std::string heard;
        while (heard != "* deaf has left\n")
        {
            heard = co_await reader.readline();
            BOOST_REQUIRE(heard != "");
        }
        talk.cancel();
    };
    asyncio::run(body());
}
