// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/streams.hpp>
#include <quartet/asyncio/with.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/coroutines.hpp"
#include "support/program_run.hpp"
#include "support/streams.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;

Coroutine<void> echo(StreamReader reader, StreamWriter writer)
{
    while (auto const line = co_await reader.next())
    {
        writer.write(*line);
        co_await writer.drain();
    }
}

Coroutine<std::string> ask(asyncio::Streams const& of, std::string what)
{
    of.second.write(what);
    co_return co_await of.first.readline();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(servers, leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(many_clients)
{
    auto body = []() -> Coroutine<void> {
        Server const server = co_await serve(echo);
        BOOST_TEST(server.is_serving());
        std::vector<asyncio::Streams> clients;
        for (int i = 0; i != 200; ++i)
        {
            asyncio::Streams next = co_await connect_to(server);
            clients.push_back(std::move(next));
        }
        for (int round = 0; round != 3; ++round)
        {
            for (auto const& [reader, writer] : clients)
            {
                writer.write(std::to_string(writer.sockname().port()) + "\n");
            }
            for (auto const& [reader, writer] : clients)
            {
                std::string const line = co_await reader.readline();
                BOOST_TEST(line == std::to_string(writer.sockname().port()) + "\n");
            }
        }
        server.close();
        BOOST_TEST(!server.is_serving());
        BOOST_TEST(server.sockets().empty());
        auto const waits = create_task(server.wait_closed());
        co_await turns(3);
        BOOST_TEST(!waits.done());
        std::string const still = co_await ask(clients.front(), "there\n");
        BOOST_TEST(still == "there\n");
        clients.clear();
        co_await waits;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(serve_forever_ends_when_it_is_cancelled_or_closed)
{
    auto body = []() -> Coroutine<void> {
        for (bool const is_cancelled : {true, false})
        {
            Server const server = co_await serve(echo, {.start_serving = false});
            BOOST_TEST(!server.is_serving());
            auto const serves = create_task(server.serve_forever());
            co_await turns(1);
            BOOST_TEST(server.is_serving());
            bool const refused = co_await throws<quartet::RuntimeError>(server.serve_forever());
            BOOST_TEST(refused);
            is_cancelled ? void(serves.cancel()) : server.close();
            bool const was_cancelled = co_await throws<asyncio::CancelledError>(serves);
            BOOST_TEST(was_cancelled);
            BOOST_TEST(!server.is_serving());
            BOOST_CHECK_THROW(server.start_serving(), quartet::RuntimeError);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(with_closes_it)
{
    auto body = []() -> Coroutine<void> {
        Server const server = co_await serve(echo);
        auto inner = [&]() -> Coroutine<int> {
            asyncio::Streams const client = co_await connect_to(server);
            std::string const line = co_await ask(client, "x\n");
            co_return int(line.size());
        };
        int const size = co_await asyncio::with(server, inner);
        BOOST_TEST(size == 2);
        BOOST_TEST(!server.is_serving());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(its_clients_are_closed_or_aborted)
{
    auto body = []() -> Coroutine<void> {
        for (bool const aborts : {true, false})
        {
            Server const server = co_await serve(echo);
            asyncio::Streams const client = co_await connect_to(server);
            std::string const line = co_await ask(client, "x\n");
            BOOST_TEST(line == "x\n");
            server.close();
            aborts ? server.abort_clients() : server.close_clients();
            co_await server.wait_closed();
            std::string const nothing = co_await client.first.read();
            BOOST_TEST(nothing == "");
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_is_reported)
{
    auto body = []() -> Coroutine<void> {
        reports said(asyncio::get_running_loop());
        auto const fails = [](StreamReader reader, StreamWriter) -> Coroutine<void> {
            co_await reader.readline();
            throw std::runtime_error("no");
        };
        Server const server = co_await serve(fails);
        asyncio::Streams const client = co_await connect_to(server);
        std::string const nothing = co_await ask(client, "x\n");
        BOOST_TEST(nothing == "");
        std::vector<std::string> const expected{"Unhandled exception in client_connected_cb"};
        BOOST_TEST(said.messages == expected);
        server.close();
        co_await server.wait_closed();
        auto const plain = [](StreamReader, StreamWriter) { throw std::runtime_error("no"); };
        Server const another = co_await serve(plain);
        asyncio::Streams const second = co_await connect_to(another);
        std::string const end = co_await second.first.read();
        BOOST_TEST(end == "");
        BOOST_TEST(said.messages.back() == "Error on transport creation for incoming connection");
        another.close();
        asyncio::get_running_loop().set_exception_handler({});
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(at_a_path)
{
    temporary_directory const directory;
    std::string const path = directory.path() / "socket";
    auto body = [&]() -> Coroutine<void> {
        Server const left = co_await asyncio::start_unix_server(echo, path);
        Server const server = co_await asyncio::start_unix_server(echo, path);
        left.close();
        BOOST_TEST(std::filesystem::exists(path));  // it is the second one's
        asyncio::Streams const client = co_await asyncio::open_unix_connection(path);
        std::string const line = co_await ask(client, "hello\n");
        BOOST_TEST(line == "hello\n");
        BOOST_TEST(client.second.peername().path() == path);
        server.close();
        BOOST_TEST(!std::filesystem::exists(path));
        bool const gone =
            co_await throws<quartet::FileNotFoundError>(asyncio::open_unix_connection(path));
        BOOST_TEST(gone);
        std::ofstream(path) << "a file";
        bool const in_use =
            co_await throws<quartet::OSError>(asyncio::start_unix_server(echo, path));
        BOOST_TEST(in_use);
        Server const hidden =
            co_await asyncio::start_unix_server(echo, std::string("\0quartet-test", 13));
        asyncio::Streams const other =
            co_await asyncio::open_unix_connection(std::string("\0quartet-test", 13));
        std::string const again = co_await ask(other, "x\n");
        BOOST_TEST(again == "x\n");
        hidden.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_address_that_is_in_use)
{
    auto body = []() -> Coroutine<void> {
        Server const server = co_await serve(echo);
        bool const in_use = co_await throws<quartet::OSError>(
            asyncio::start_server(echo, "127.0.0.1", port_of(server)));
        BOOST_TEST(in_use);
        BOOST_CHECK_THROW(
            asyncio::start_server(echo, "127.0.0.1", -1).close(), quartet::ValueError);
        server.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_first_address_that_answers)
{
    auto body = []() -> Coroutine<void> {
        Server const server = co_await serve(echo);
        asyncio::ConnectionOptions const options{.happy_eyeballs_delay = 0.01};
        asyncio::Streams const client =
            co_await asyncio::open_connection("localhost", port_of(server), options);
        std::string const line = co_await ask(client, "x\n");
        BOOST_TEST(line == "x\n");
        int const port = port_of(server);
        server.close();
        bool const refused = co_await throws<quartet::ConnectionRefusedError>(
            asyncio::open_connection("localhost", port, options));
        BOOST_TEST(refused);
        bool const all = co_await throws<quartet::ExceptionGroup>(
            asyncio::open_connection("localhost", port, {.all_errors = true}));
        BOOST_TEST(all);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_that_nobody_holds_serves_on)
{
    auto body = []() -> Coroutine<void> {
        int port = 0;
        {
            Server const server = co_await serve(echo);
            port = port_of(server);
        }
        asyncio::Streams const client = co_await asyncio::open_connection("127.0.0.1", port);
        std::string const line = co_await ask(client, "x\n");
        BOOST_TEST(line == "x\n");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(names_and_numbers)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const ways = co_await loop.getaddrinfo("localhost", 80, AF_INET, SOCK_STREAM);
        BOOST_TEST(ways.at(0).where.text() == "127.0.0.1:80");
        auto const name = co_await loop.getnameinfo(quartet::address("127.0.0.1", 80), 3);
        BOOST_TEST(name.first == "127.0.0.1");
        BOOST_TEST(name.second == "80");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
