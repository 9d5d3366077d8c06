// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/ssl.hpp>
#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

#include "support/certificate.hpp"
#include "support/coroutines.hpp"
#include "support/streams.hpp"

namespace {

using namespace quartet_test;
namespace ssl = boost::asio::ssl;

/// Contexts of both sides, and a loop that leaves no descriptor.
struct both_sides : leaves_no_descriptor
{
    both_sides()
    {
        server.use_certificate_chain_file(cert.file);
        server.use_private_key_file(cert.key, ssl::context::pem);
        client.load_verify_file(cert.file);
        client.set_verify_mode(ssl::verify_peer);
    }
    certificate cert;
    ssl::context server{ssl::context::tls_server};
    ssl::context client{ssl::context::tls_client};
};

Coroutine<void> echo(StreamReader reader, StreamWriter writer)
{
    while (auto const line = co_await reader.next())
    {
        writer.write(*line);
        co_await writer.drain();
    }
}

Coroutine<Server> serve_tls(ssl::context& context)
{
    return asyncio::start_server(echo, "127.0.0.1", 0, context);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tls, both_sides)

BOOST_AUTO_TEST_CASE(lines_go_and_come)
{
    auto body = [&]() -> Coroutine<void> {
        Server const running = co_await serve_tls(server);
        asyncio::Streams const made =
            co_await asyncio::open_connection("127.0.0.1", port_of(running), client);
        auto const& [reader, writer] = made;
        for (int i = 0; i != 100; ++i)
        {
            writer.write("line " + std::to_string(i) + "\n");
            std::string const line = co_await reader.readline();
            BOOST_TEST(line == "line " + std::to_string(i) + "\n");
        }
        BOOST_TEST(!writer.can_write_eof());
        BOOST_CHECK_THROW(writer.write_eof(), quartet::NotImplementedError);
        BOOST_TEST(writer.peername().port() == port_of(running));
        running.close();
        writer.close();
        co_await writer.wait_closed();
        co_await running.wait_closed();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(much_goes_through)
{
    std::size_t const size = 5'000'000;
    auto body = [&]() -> Coroutine<void> {
        auto const sends = [&](StreamReader, StreamWriter writer) -> Coroutine<void> {
            for (std::size_t gone = 0; gone < size; gone += 10'000)
            {
                writer.write(std::string(10'000, 'x'));
                co_await writer.drain();
            }
        };
        Server const running = co_await asyncio::start_server(sends, "127.0.0.1", 0, server);
        asyncio::Streams const made =
            co_await asyncio::open_connection("127.0.0.1", port_of(running), client);
        std::string const all = co_await made.first.read();
        BOOST_TEST(all.size() == size);
        running.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(an_abort_while_it_reads_and_writes)
{
    auto body = [&]() -> Coroutine<void> {
        for (int i = 0; i != 20; ++i)
        {
            Server const running = co_await serve_tls(server);
            asyncio::Streams const made =
                co_await asyncio::open_connection("127.0.0.1", port_of(running), client);
            auto const reads = create_task(made.first.readline());
            co_await turns(1);
            made.second.write(std::string(std::size_t(i) * 100'000, 'x'));
            made.second.transport().abort();
            std::string const nothing = co_await reads;
            BOOST_TEST(nothing == "");
            running.close();
            co_await turns(i);
        }
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(a_name_that_is_not_the_certificates)
{
    auto body = [&]() -> Coroutine<void> {
        Server const running = co_await serve_tls(server);
        asyncio::TlsOptions const other{.server_hostname = "example.org"};
        bool const refused = co_await throws<asyncio::SSLError>(
            asyncio::open_connection("127.0.0.1", port_of(running), client, other));
        BOOST_TEST(refused);
        asyncio::TlsOptions const right{.server_hostname = "localhost"};
        asyncio::Streams const made =
            co_await asyncio::open_connection("127.0.0.1", port_of(running), client, right);
        made.second.write("x\n");
        std::string const line = co_await made.first.readline();
        BOOST_TEST(line == "x\n");
        running.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(one_who_speaks_no_tls)
{
    auto body = [&]() -> Coroutine<void> {
        Server const running = co_await serve_tls(server);
        asyncio::Streams const plain = co_await connect_to(running);
        plain.second.write("GET / HTTP/1.0\r\n\r\n");
        std::string const answer = co_await plain.first.read();
        BOOST_TEST(answer.find("x\n") == std::string::npos);
        Server const silent = co_await serve(
            [](StreamReader reader, StreamWriter) -> Coroutine<void> { co_await reader.read(); });
        asyncio::TlsOptions const soon{.ssl_handshake_timeout = 0.01};
        bool const late = co_await throws<quartet::ConnectionAbortedError>(
            asyncio::open_connection("127.0.0.1", port_of(silent), client, soon));
        BOOST_TEST(late);
        running.close();
        silent.close();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(from_plain_to_tls)
{
    auto body = [&]() -> Coroutine<void> {
        auto const upgrades = [&](StreamReader reader, StreamWriter writer) -> Coroutine<void> {
            std::string const wish = co_await reader.readline();
            writer.write("OK " + wish);
            co_await asyncio::start_tls(writer, server, asyncio::tls_side::server);
            std::string const secret = co_await reader.readline();
            writer.write("secret " + secret);
            co_await writer.drain();
        };
        Server const running = co_await serve(upgrades);
        asyncio::Streams const made = co_await connect_to(running);
        auto const& [reader, writer] = made;
        writer.write("STARTTLS\n");
        std::string const answer = co_await reader.readline();
        BOOST_TEST(answer == "OK STARTTLS\n");
        co_await asyncio::start_tls(
            writer, client, asyncio::tls_side::client, {.server_hostname = "localhost"});
        writer.write("hello\n");
        std::string const secret = co_await reader.readline();
        BOOST_TEST(secret == "secret hello\n");
        running.close();
        co_await running.wait_closed();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_CASE(protocols_over_tls)
{
    struct echoes : asyncio::Protocol
    {
        void connection_made(asyncio::Transport const& made) override { transport = made; }
        void data_received(std::string_view data) override { transport.write(data); }
        asyncio::Transport transport;
    };
    struct gets : echoes
    {
        explicit gets(asyncio::Future<std::string> to)
            : result(std::move(to))
        {}
        void data_received(std::string_view data) override { result.set_result(std::string(data)); }
        asyncio::Future<std::string> result;
    };
    auto body = [&]() -> Coroutine<void> {
        auto const serves = [] { return std::make_shared<echoes>(); };
        Server const running = co_await asyncio::create_server(serves, "127.0.0.1", 0, server);
        asyncio::Future<std::string> const answer;
        auto const connects = [answer] { return std::make_shared<gets>(answer); };
        auto const [transport, protocol] =
            co_await asyncio::create_connection(connects, "127.0.0.1", port_of(running), client);
        transport.write("hello");
        std::string const got = co_await answer;
        BOOST_TEST(got == "hello");
        transport.close();
        running.close();
        co_await running.wait_closed();
    };
    asyncio::run(body());
}

BOOST_AUTO_TEST_SUITE_END()
