// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/connection.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/coroutines.hpp"
#include "support/streams.hpp"

namespace {

using namespace quartet_test;
using asyncio::Transport;

/// Notes what it is told.
struct recorder : asyncio::Protocol
{
    void connection_made(Transport const& made) override
    {
        transport = made;
        note("made");
    }
    void data_received(std::string_view data) override
    {
        bytes += data;
        note("data");
    }
    bool eof_received() override
    {
        note("eof");
        return stays_open;
    }
    void connection_lost(std::exception_ptr error) override
    {
        note(error == nullptr ? "lost" : "broken");
        is_lost.set();
    }
    void pause_writing() override { note("pause"); }
    void resume_writing() override { note("resume"); }

    /// One after the other is noted once.
    void note(std::string what)
    {
        if (notes.empty() || notes.back() != what)
        {
            notes.push_back(std::move(what));
        }
    }

    Transport transport;
    std::vector<std::string> notes;
    std::string bytes;
    bool stays_open = false;
    asyncio::Event is_lost;
};

/// Two of them, connected. The server is closed.
template <class Client = recorder, class Served = recorder>
Coroutine<std::pair<std::shared_ptr<Client>, std::shared_ptr<Served>>> connected()
{
    auto const served = std::make_shared<Served>();
    auto const loop = asyncio::get_running_loop();
    auto const client = std::make_shared<Client>();
    auto const serves = [served] { return served; };
    auto const connects = [client] { return client; };
    Server const server = co_await loop.create_server(serves, "127.0.0.1", 0);
    auto const [transport, same] =
        co_await loop.create_connection(connects, "127.0.0.1", port_of(server));
    BOOST_TEST((same == client));
    while (!served->transport)
    {
        co_await asyncio::sleep(0);
    }
    server.close();
    std::pair both(client, served);
    co_return std::move(both);
}

using names = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(protocols, leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(what_it_is_told_and_when)
{
    auto body = []() -> Coroutine<void> {
        auto const [client, served] = co_await connected();
        served->stays_open = true;
        client->transport.write("question");
        client->transport.write_eof();
        while (served->notes.back() != "eof")
        {
            co_await asyncio::sleep(0);
        }
        served->transport.write("answer");
        served->transport.close();
        co_await client->is_lost.wait();
        co_await served->is_lost.wait();
        BOOST_TEST(served->bytes == "question");
        BOOST_TEST(client->bytes == "answer");
        BOOST_TEST(served->notes == (names{"made", "data", "eof", "lost"}));
        BOOST_TEST(client->notes == (names{"made", "data", "eof", "lost"}));
        BOOST_TEST(!client->transport.get_protocol());
        BOOST_TEST(client->transport.fileno() == -1);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_buffer_of_the_protocol)
{
    struct buffered : asyncio::BufferedProtocol
    {
        void connection_made(Transport const& made) override { transport = made; }
        std::span<char> get_buffer(std::size_t) override { return buffer; }
        void buffer_updated(std::size_t count) override { all.append(buffer, count); }
        void connection_lost(std::exception_ptr) override { is_lost.set(); }

        Transport transport;
        char buffer[3];
        std::string all;
        asyncio::Event is_lost;
    };
    auto body = []() -> Coroutine<void> {
        auto const [client, served] = co_await connected<recorder, buffered>();
        client->transport.write("0123456789");
        client->transport.close();
        co_await served->is_lost.wait();
        BOOST_TEST(served->all == "0123456789");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_writes_much_is_told_to_pause)
{
    auto body = []() -> Coroutine<void> {
        auto const [client, served] = co_await connected();
        client->transport.set_write_buffer_limits(1000);
        BOOST_TEST(
            (client->transport.get_write_buffer_limits() ==
             std::pair<std::size_t, std::size_t>(250, 1000)));
        BOOST_CHECK_THROW(client->transport.set_write_buffer_limits(10, 11), quartet::ValueError);
        served->transport.pause_reading();
        BOOST_TEST(!served->transport.is_reading());
        std::string const block(100'000, 'x');
        std::size_t written = 0;
        while (client->notes.back() != "pause")
        {
            client->transport.write(block);
            written += block.size();
        }
        BOOST_TEST(client->transport.get_write_buffer_size() > 1000u);
        co_await turns(10);
        BOOST_TEST(served->bytes.empty());
        served->transport.resume_reading();
        while (client->notes.back() != "resume")
        {
            co_await asyncio::sleep(0);
        }
        client->transport.close();
        co_await served->is_lost.wait();
        BOOST_TEST(served->bytes.size() == written);
        BOOST_TEST(client->notes == (names{"made", "pause", "resume", "lost"}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(close_sends_what_is_left_and_abort_does_not)
{
    auto body = []() -> Coroutine<void> {
        std::string const much(5'000'000, 'x');
        for (bool const aborts : {false, true})
        {
            auto const [client, served] = co_await connected();
            served->transport.pause_reading();
            client->transport.write(much);
            aborts ? client->transport.abort() : client->transport.close();
            BOOST_TEST(client->transport.is_closing());
            client->transport.write("ignored");
            served->transport.resume_reading();
            co_await client->is_lost.wait();
            co_await served->is_lost.wait();
            BOOST_TEST((served->bytes.size() == much.size()) == !aborts);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_a_protocol_throws_is_reported_and_ends_the_connection)
{
    struct throwing : recorder
    {
        void data_received(std::string_view) override { throw std::runtime_error("no"); }
    };
    auto body = []() -> Coroutine<void> {
        reports said(asyncio::get_running_loop());
        auto const [client, served] = co_await connected<recorder, throwing>();
        client->transport.write("x");
        co_await served->is_lost.wait();
        co_await client->is_lost.wait();
        BOOST_TEST(served->notes.back() == "broken");
        BOOST_TEST(said.messages == (names{"Fatal error: protocol.data_received() call failed."}));
        asyncio::get_running_loop().set_exception_handler({});
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(another_protocol_goes_on)
{
    auto body = []() -> Coroutine<void> {
        auto const [client, served] = co_await connected();
        auto const next = std::make_shared<recorder>();
        served->transport.set_protocol(next);
        client->transport.write("x");
        client->transport.close();
        co_await next->is_lost.wait();
        BOOST_TEST(next->notes == (names{"data", "eof", "lost"}));
        BOOST_CHECK_THROW(served->transport.set_protocol(nullptr), quartet::TypeError);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_pipe)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        int ends[2];
        BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        auto const make = [] { return std::make_shared<recorder>(); };
        auto const [from, reads] = co_await loop.connect_read_pipe(make, ends[0]);
        auto const [to, writes] = co_await loop.connect_write_pipe(make, ends[1]);
        BOOST_TEST(from.peername().family() == AF_UNSPEC);
        std::string const much(1'000'000, 'x');
        to.write(much);
        to.write_eof();
        co_await reads->is_lost.wait();
        co_await writes->is_lost.wait();
        BOOST_TEST(reads->bytes.size() == much.size());
        BOOST_TEST(reads->notes == (names{"made", "data", "eof", "lost"}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_socket_that_somebody_has_accepted)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const make = [] { return std::make_shared<recorder>(); };
        int ends[2];
        BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        auto const [to, hears] = co_await loop.connect_accepted_socket(make, ends[0]);
        BOOST_TEST(::write(ends[1], "hello", 5) == 5);
        ::close(ends[1]);
        co_await hears->is_lost.wait();
        BOOST_TEST(hears->bytes == "hello");
        BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        bool const refused =
            co_await throws<quartet::OSError>(loop.connect_accepted_socket(make, ends[0]));
        BOOST_TEST(refused);
        ::close(ends[0]);
        ::close(ends[1]);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_any_more)
{
    auto body = []() -> Coroutine<void> {
        auto const loop = asyncio::get_running_loop();
        auto const make = [] { return std::make_shared<recorder>(); };
        for (bool const with_bytes : {false, true})
        {
            int ends[2];
            BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
            auto const [to, writes] = co_await loop.connect_write_pipe(make, ends[1]);
            if (with_bytes)
            {
                to.write(std::string(1'000'000, 'x'));
            }
            co_await turns(3);
            ::close(ends[0]);
            co_await writes->is_lost.wait();
            BOOST_TEST(writes->notes.back() == (with_bytes ? "broken" : "lost"));
        }
        int const file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
        bool const refused =
            co_await throws<quartet::ValueError>(loop.connect_read_pipe(make, file));
        BOOST_TEST(refused);
        ::close(file);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
