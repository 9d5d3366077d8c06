// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/ssl.hpp>
#include <quartet/asyncio/streams.hpp>

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <fstream>
#include <string>
#include <unistd.h>

#include "support/certificate.hpp"
#include "support/coroutines.hpp"
#include "support/program_run.hpp"
#include "support/streams.hpp"

namespace {

using namespace quartet_test;
using asyncio::create_task;

constexpr std::size_t much = 5'000'000;  // more than fits into sockets

/// A file with digits.
struct with_file : leaves_no_descriptor
{
    with_file()
        : digits(much, '0')
    {
        for (std::size_t i = 0; i != digits.size(); ++i)
        {
            digits[i] = char('0' + i % 10);
        }
        std::ofstream(directory.path() / "digits", std::ios::binary) << digits;
        file = ::open((directory.path() / "digits").c_str(), O_RDONLY | O_CLOEXEC);
        BOOST_REQUIRE(file >= 0);
    }
    ~with_file() { ::close(file); }

    temporary_directory directory;
    std::string digits;
    int file = -1;
};

asyncio::EventLoop loop()
{
    return asyncio::get_running_loop();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sendfile, with_file)

BOOST_AUTO_TEST_CASE(a_whole_file_after_what_was_written)
{
    auto body = [&]() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        std::string const head(1'000'000, 'h');
        auto const reads = create_task(pair.peer_reader.readexactly(head.size() + much + 4));
        pair.writer.write(head);
        auto const sent = co_await loop().sendfile(pair.writer.transport(), file);
        BOOST_TEST(sent == much);
        pair.writer.write("tail");
        std::string const all = co_await reads;
        BOOST_TEST((all == head + digits + "tail"));
        BOOST_TEST(::lseek(file, 0, SEEK_CUR) == 0);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_part_of_one)
{
    auto body = [&]() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const to = pair.writer.transport();
        auto const sent = co_await loop().sendfile(to, file, 10, 5);
        BOOST_TEST(sent == 5u);
        auto const nothing = co_await loop().sendfile(to, file, 10, 0);
        BOOST_TEST(nothing == 0u);
        auto const at_end = co_await loop().sendfile(to, file, much - 3, 100);
        BOOST_TEST(at_end == 3u);
        auto const behind = co_await loop().sendfile(to, file, much + 3);
        BOOST_TEST(behind == 0u);
        std::string const all = co_await pair.peer_reader.readexactly(8);
        BOOST_TEST(all == "01234789");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(nobody_writes_meanwhile)
{
    auto body = [&]() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const to = pair.writer.transport();
        auto const sends = create_task(loop().sendfile(to, file));
        co_await turns(3);
        BOOST_TEST(!sends.done());
        BOOST_TEST(!to.is_reading());
        BOOST_CHECK_THROW(pair.writer.write("x"), quartet::RuntimeError);
        bool const refused = co_await throws<quartet::RuntimeError>(loop().sendfile(to, file));
        BOOST_TEST(refused);
        std::string const all = co_await pair.peer_reader.readexactly(much);
        BOOST_TEST((all == digits));
        co_await sends;
        BOOST_TEST(to.is_reading());
        pair.writer.write("x");
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(it_is_cancelled)
{
    auto body = [&]() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const sends = create_task(loop().sendfile(pair.writer.transport(), file));
        co_await turns(3);
        sends.cancel();
        bool const cancelled = co_await throws<asyncio::CancelledError>(sends);
        BOOST_TEST(cancelled);
        pair.writer.write("!");
        pair.writer.close();
        std::string const all = co_await pair.peer_reader.read();
        BOOST_TEST(all.back() == '!');
        BOOST_TEST((all.substr(0, all.size() - 1) == digits.substr(0, all.size() - 1)));
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(the_connection_is_lost)
{
    auto body = [&]() -> Coroutine<void> {
        for (bool const by_peer : {true, false})
        {
            auto const pair = co_await connected_pair();
            auto const sends = create_task(loop().sendfile(pair.writer.transport(), file));
            co_await turns(3);
            (by_peer ? pair.peer_writer : pair.writer).transport().abort();
            bool const lost = co_await throws<quartet::ConnectionError>(sends);
            BOOST_TEST(lost);
            pair.writer.transport().abort();
            bool const closed = co_await throws<quartet::RuntimeError>(
                loop().sendfile(pair.writer.transport(), file));
            BOOST_TEST(closed);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(what_is_no_file)
{
    auto body = [&]() -> Coroutine<void> {
        auto const pair = co_await connected_pair();
        auto const to = pair.writer.transport();
        bool const socket = co_await throws<quartet::ValueError>(
            loop().sendfile(to, pair.peer_writer.transport().fileno()));
        BOOST_TEST(socket);
        bool const closed = co_await throws<quartet::OSError>(loop().sendfile(to, -1));
        BOOST_TEST(closed);
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(through_tls_it_is_read_and_written)
{
    namespace ssl = boost::asio::ssl;
    certificate const cert;
    ssl::context server{ssl::context::tls_server};
    server.use_certificate_chain_file(cert.file);
    server.use_private_key_file(cert.key, ssl::context::pem);
    ssl::context client{ssl::context::tls_client};
    auto body = [&]() -> Coroutine<void> {
        auto const sends = [&](StreamReader, StreamWriter writer) -> Coroutine<void> {
            bool const refused = co_await throws<asyncio::SendfileNotAvailableError>(
                loop().sendfile(writer.transport(), file, 0, {}, false));
            BOOST_TEST(refused);
            auto const sent = co_await loop().sendfile(writer.transport(), file, 1);
            BOOST_TEST(sent == much - 1);
        };
        auto const running = co_await asyncio::start_server(sends, "127.0.0.1", 0, server);
        auto const made =
            co_await asyncio::open_connection("127.0.0.1", port_of(running), client);
        std::string const all = co_await made.first.read();
        BOOST_TEST((all == digits.substr(1)));
        running.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
