// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "support/streams.hpp"

#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/streams.hpp>
#include <quartet/asyncio/wait_for.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstddef>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include "support/coroutines.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;

/// Breaks the connection, as one whose process was killed with bytes unread.
void reset(StreamWriter const& writer)
{
    linger const at_once{1, 0};
    ::setsockopt(writer.transport().fileno(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    writer.transport().abort();
}

Coroutine<std::size_t> read_all(StreamReader reader)
{
    std::size_t got = 0;
    for (;;)
    {
        std::string const part = co_await reader.read(100'000);
        if (part.empty())
        {
            co_return got;
        }
        got += part.size();
    }
}

Coroutine<void> write_much(StreamWriter writer, std::size_t blocks, std::size_t& most_unsent)
{
    std::string const block(10'000, 'x');
    for (std::size_t i = 0; i != blocks; ++i)
    {
        writer.write(block);
        most_unsent = std::max(most_unsent, writer.transport().get_write_buffer_size());
        co_await writer.drain();
    }
    writer.close();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(streams, leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(what_is_written_is_read)
{
    auto body = []() -> Coroutine<void> {
        auto const [reader, writer, peer_reader, peer_writer] = co_await connected_pair();
        writer.write("hello\nworld");
        std::string const line = co_await peer_reader.readline();
        BOOST_TEST(line == "hello\n");
        std::string const rest = co_await peer_reader.readexactly(5);
        BOOST_TEST(rest == "world");
        peer_writer.writelines(std::vector<std::string>{"a", "b", "c;d"});
        std::string const until = co_await reader.readuntil(";");
        BOOST_TEST(until == "abc;");
        std::string const some = co_await reader.read(100);
        BOOST_TEST(some == "d");
        BOOST_TEST(writer.peername().port() == peer_writer.sockname().port());
        BOOST_TEST(writer.sockname().text() == peer_writer.peername().text());
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_who_waits_is_woken_when_it_is_enough)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const task = create_task(pair.peer_reader.readexactly(4));
        pair.writer.write("ab");
        pair.peer_writer.write("1");
        std::string const answer = co_await pair.reader.read(1);
        BOOST_TEST(answer == "1");
        BOOST_TEST(!task.done());
        pair.writer.write("cd");
        std::string const all = co_await task;
        BOOST_TEST(all == "abcd");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_end_of_one_direction)
{
    auto body = []() -> Coroutine<void> {
        auto const [reader, writer, peer_reader, peer_writer] = co_await connected_pair();
        writer.write("question");
        writer.write_eof();
        BOOST_CHECK_THROW(writer.write("more"), quartet::RuntimeError);
        std::string const question = co_await peer_reader.read();
        BOOST_TEST(question == "question");
        BOOST_TEST(peer_reader.at_eof());
        peer_writer.write("answer");
        peer_writer.close();
        std::string const answer = co_await reader.read();
        BOOST_TEST(answer == "answer");
        std::string const nothing = co_await reader.readline();
        BOOST_TEST(nothing == "");
        co_await peer_writer.wait_closed();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(lines_one_by_one)
{
    auto body = []() -> Coroutine<void> {
        auto const [reader, writer, peer_reader, peer_writer] = co_await connected_pair();
        writer.write("one\ntwo\nthree");
        writer.close();
        std::vector<std::string> lines;
        while (auto const line = co_await peer_reader.next())
        {
            lines.push_back(*line);
        }
        BOOST_TEST(lines == (std::vector<std::string>{"one\n", "two\n", "three"}));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(much_goes_through_and_little_waits)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        std::size_t most_unsent = 0;
        auto const writes = create_task(write_much(pair.writer, 2000, most_unsent));
        std::size_t const got = co_await read_all(pair.peer_reader);
        BOOST_TEST(got == 20'000'000u);
        co_await writes;
        BOOST_TEST(most_unsent <= 64u * 1024 + 10'000);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_does_not_read_stops_who_writes)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        std::size_t most_unsent = 0;
        auto const writes = create_task(write_much(pair.writer, 2000, most_unsent));
        while (pair.writer.transport().get_write_buffer_size() <= 64 * 1024)
        {
            co_await asyncio::sleep(0);
        }
        while (pair.peer_writer.transport().is_reading())
        {
            co_await asyncio::sleep(0);
        }
        BOOST_TEST(!writes.done());
        std::size_t const got = co_await read_all(pair.peer_reader);
        BOOST_TEST(got == 20'000'000u);
        co_await writes;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_waits_for_more_than_the_limit_gets_it)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair(1000);
        std::size_t most_unsent = 0;
        auto const writes = create_task(write_much(pair.writer, 300, most_unsent));
        std::string const all = co_await pair.peer_reader.readexactly(3'000'000);
        BOOST_TEST(all.size() == 3'000'000u);
        std::string const nothing = co_await pair.peer_reader.read();
        BOOST_TEST(nothing == "");
        co_await writes;
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair(10);
        pair.writer.write("12345678901\n12345\n");
        bool const too_long = co_await throws<quartet::ValueError>(pair.peer_reader.readline());
        BOOST_TEST(too_long);
        std::string const next = co_await pair.peer_reader.readline();
        BOOST_TEST(next == "12345\n");
        pair.writer.write("12345678901|");
        bool const overrun =
            co_await throws<asyncio::LimitOverrunError>(pair.peer_reader.readuntil("|"));
        BOOST_TEST(overrun);
        std::string const all = co_await pair.peer_reader.readexactly(12);
        BOOST_TEST(all == "12345678901|");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_read_that_is_cancelled_takes_nothing)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        for (int i = 0; i != 100; ++i)
        {
            auto const read = create_task(pair.peer_reader.readexactly(3));
            co_await turns(i % 3);
            pair.writer.write("abc");
            co_await turns(i % 7);
            read.cancel();
            bool const was_cancelled = co_await throws<asyncio::CancelledError>(read);
            if (was_cancelled)
            {
                std::string const got = co_await pair.peer_reader.readexactly(3);
                BOOST_TEST(got == "abc");
            }
        }
        bool const late = co_await throws<asyncio::TimeoutError>(
            asyncio::wait_for(pair.peer_reader.readline(), 0.001));
        BOOST_TEST(late);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(two_who_read_at_once)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const first = create_task(pair.peer_reader.readline());
        co_await turns(1);
        bool const refused = co_await throws<quartet::RuntimeError>(pair.peer_reader.read(1));
        BOOST_TEST(refused);
        pair.writer.write("x\n");
        std::string const line = co_await first;
        BOOST_TEST(line == "x\n");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_came_for_one_is_not_taken_by_another)
{
    auto body = []() -> Coroutine<void> {
        StreamReader const reader;
        auto const first = create_task(reader.readline());
        co_await turns(1);
        reader.feed_data("his\nmine\n");
        bool const refused = co_await throws<quartet::RuntimeError>(reader.readline());
        BOOST_TEST(refused);
        std::string const his = co_await first;
        BOOST_TEST(his == "his\n");
        auto const second = create_task(reader.readexactly(6));
        co_await turns(1);
        reader.feed_data("x");
        second.cancel();  // has not had his turn
        bool const cancelled = co_await throws<asyncio::CancelledError>(second);
        BOOST_TEST(cancelled);
        std::string const all = co_await reader.readexactly(6);
        BOOST_TEST(all == "mine\nx");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_connection_that_breaks)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const read = create_task(pair.peer_reader.readline());
        co_await turns(1);
        reset(pair.writer);
        bool const was_reset = co_await throws<quartet::ConnectionResetError>(read);
        BOOST_TEST(was_reset);
        bool const cannot_drain =
            co_await throws<quartet::ConnectionResetError>(pair.peer_writer.drain());
        BOOST_TEST(cannot_drain);
        bool const end_throws =
            co_await throws<quartet::ConnectionResetError>(pair.peer_writer.wait_closed());
        BOOST_TEST(end_throws);
        BOOST_TEST(bool(pair.peer_reader.exception()));
        pair.peer_writer.write("nobody hears");
        co_await pair.writer.wait_closed();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(who_waits_in_drain_hears_of_the_end)
{
    auto body = []() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        std::size_t most_unsent = 0;
        auto const one = create_task(write_much(pair.writer, 2000, most_unsent));
        auto const other = create_task(write_much(pair.writer, 2000, most_unsent));
        while (pair.peer_writer.transport().is_reading() ||
               pair.writer.transport().get_write_buffer_size() <= 64 * 1024)
        {
            co_await asyncio::sleep(0);
        }
        reset(pair.peer_writer);
        bool const first = co_await throws<quartet::ConnectionResetError>(one);
        bool const second = co_await throws<quartet::ConnectionResetError>(other);
        BOOST_TEST(first);
        BOOST_TEST(second);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(without_a_writer_the_connection_is_closed)
{
    auto body = []() -> Coroutine<void> {
        auto pair = co_await connected_pair();
        {
            StreamWriter const last = std::move(pair.writer);
            last.write("goodbye");
        }
        std::string const all = co_await pair.peer_reader.read();
        BOOST_TEST(all == "goodbye");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(nobody_listens)
{
    auto body = []() -> Coroutine<void> {
        Server const server = co_await serve([](StreamReader, StreamWriter) {});
        int const port = port_of(server);
        server.close();
        bool const refused = co_await throws<quartet::ConnectionRefusedError>(
            asyncio::open_connection("127.0.0.1", port));
        BOOST_TEST(refused);
        BOOST_CHECK_THROW(
            static_cast<void>(asyncio::open_connection("127.0.0.1", 65536)), quartet::ValueError);
        bool const unknown = co_await throws<quartet::gaierror>(
            asyncio::open_connection("no-such-host.invalid", 80));
        BOOST_TEST(unknown);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_reader_that_is_fed_by_hand)
{
    auto body = []() -> Coroutine<void> {
        BOOST_CHECK_THROW(StreamReader(0), quartet::ValueError);
        StreamReader const reader(10);
        auto const read = create_task(reader.readline());
        co_await turns(1);
        reader.feed_data("on");
        reader.feed_data("e\ntwo");
        std::string const one = co_await read;
        BOOST_TEST(one == "one\n");
        reader.feed_eof();
        BOOST_CHECK_THROW(reader.feed_data("x"), quartet::AssertionError);
        std::string const two = co_await reader.readline();
        BOOST_TEST(two == "two");
        BOOST_TEST(reader.at_eof());
        BOOST_CHECK_THROW(static_cast<void>(reader.readuntil("")), quartet::ValueError);
        StreamReader const broken;
        broken.set_exception(std::make_exception_ptr(quartet::OSError(EIO, "broken")));
        bool const threw = co_await throws<quartet::OSError>(broken.read());
        BOOST_TEST(threw);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_loop_that_ends_closes_what_is_open)
{
    std::optional<connected_streams> kept;
    auto body = [&]() -> Coroutine<void> {
        auto pair = co_await connected_pair();
        kept.emplace(std::move(pair));
        kept->writer.write("x");
    };
    asyncio::run(body());
    BOOST_TEST(kept->writer.is_closing());
    kept->writer.write("y");
}

BOOST_AUTO_TEST_SUITE_END()
