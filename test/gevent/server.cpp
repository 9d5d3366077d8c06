// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent.hpp>
#include <quartet/gevent/server.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "support/leaves_no_descriptor.hpp"
#include "support/sanitizers.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace server = gevent::server;
namespace socket = gevent::socket;
using quartet::OSError;
using quartet::ValueError;

void echo(socket::socket const& client, socket::address const&)
{
    for (std::string part; !(part = client.recv(4096)).empty();)
    {
        client.sendall(part);
    }
}

std::string ask(server::BaseServer const& whom, std::string const& text)
{
    auto const s = socket::create_connection(whom.address());
    s.sendall(text);
    s.shutdown(SHUT_WR);
    return s.recv(100);
}

BOOST_FIXTURE_TEST_SUITE(servers, quartet_test::leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(a_server_serves_from_start_to_stop)
{
    server::StreamServer s({"127.0.0.1", 0}, echo);
    BOOST_TEST(!s.started());
    BOOST_TEST(s.closed());
    s.start();
    s.start();
    BOOST_TEST(s.started());
    BOOST_TEST(s.server_port() != 0);
    BOOST_TEST(s.server_host() == "127.0.0.1");
    BOOST_TEST(ask(s, "hello") == "hello");
    BOOST_TEST(ask(s, "again") == "again");
    auto const where = s.address();
    s.stop();
    BOOST_TEST(s.closed());
    BOOST_TEST(!s.started());
    BOOST_CHECK_THROW(socket::create_connection(where), OSError);
    s.start();
    BOOST_TEST(ask(s, "a third time") == "a third time");
}

BOOST_AUTO_TEST_CASE(serve_forever_ends_when_somebody_stops_it)
{
    server::StreamServer s({"127.0.0.1", 0}, echo);
    auto stops = gevent::spawn([&] {
        BOOST_TEST(ask(s, "hello") == "hello");
        s.stop();
    });
    s.serve_forever();
    stops.get();
    BOOST_TEST(s.closed());
}

BOOST_AUTO_TEST_CASE(serve_forever_stops_when_its_greenlet_is_killed)
{
    server::StreamServer s({"127.0.0.1", 0}, echo);
    auto serves = gevent::spawn([&] { s.serve_forever(); });
    gevent::sleep(0);
    serves.kill();
    BOOST_TEST(s.closed());
}

BOOST_AUTO_TEST_CASE(connections_are_handled_side_by_side)
{
    server::StreamServer s({"127.0.0.1", 0}, echo);
    s.start();
    std::vector<socket::socket> clients;
    for (int i = 0; i < 20; ++i)
    {
        clients.push_back(socket::create_connection(s.address()));
    }
    for (auto const& each : clients)
    {
        each.sendall("x");
    }
    for (auto const& each : clients)
    {
        BOOST_TEST(each.recv(1) == "x");
    }
    clients.clear();
    s.stop();
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_closes_its_connection_only)
{
    server::StreamServer s({"127.0.0.1", 0}, [](auto const& client, auto const&) {
        if (client.recv(10) == "bad")
        {
            throw std::runtime_error("thrown by a handler, on purpose");
        }
        client.sendall("good");
    });
    s.start();
    BOOST_TEST(ask(s, "bad") == "");
    BOOST_TEST(ask(s, "x") == "good");
}

BOOST_AUTO_TEST_CASE(a_full_server_accepts_nothing)
{
    int most = 0;
    int now = 0;
    server::StreamServer s(
        {"127.0.0.1", 0},
        [&](auto const& client, auto const&) {
            most = std::max(most, ++now);
            client.recv(1);
            --now;
        },
        {.spawn = 2});
    s.start();
    std::vector<socket::socket> clients;
    for (int i = 0; i < 5; ++i)
    {
        clients.push_back(socket::create_connection(s.address()));
    }
    while (!s.full())
    {
        gevent::sleep(0);
    }
    gevent::sleep(0.001);
    BOOST_TEST(now == 2);
    for (auto const& each : clients)
    {
        each.sendall("x");
        BOOST_TEST(each.recv(1) == "");
    }
    BOOST_TEST(most == 2);
    BOOST_TEST(!s.full());
}

BOOST_AUTO_TEST_CASE(stop_waits_for_handlers)
{
    gevent::event::Event go;
    bool ended = false;
    server::StreamServer s({"127.0.0.1", 0}, [&](auto const&, auto const&) {
        go.wait();
        ended = true;
    });
    s.start();
    auto const client = socket::create_connection(s.address());
    gevent::sleep(0.001);
    auto stops = gevent::spawn([&] { s.stop(std::nullopt); });
    gevent::sleep(0.001);
    BOOST_TEST(!stops.ready());
    go.set();
    stops.get();
    BOOST_TEST(ended);
}

BOOST_AUTO_TEST_CASE(stop_kills_the_handlers_that_take_too_long)
{
    bool killed = false;
    server::StreamServer s({"127.0.0.1", 0}, [&](auto const& client, auto const&) {
        try
        {
            client.recv(1);
        }
        catch (gevent::GreenletExit const&)
        {
            killed = true;
            throw;
        }
    });
    s.start();
    auto const client = socket::create_connection(s.address());
    gevent::sleep(0.001);
    s.stop(0.001);
    BOOST_TEST(killed);
    BOOST_TEST(client.recv(1) == "");
}

BOOST_AUTO_TEST_CASE(a_handler_may_stop_its_server)
{
    server::StreamServer* self = nullptr;
    server::StreamServer s({"127.0.0.1", 0}, [&](auto const& client, auto const&) {
        client.recv(10);
        self->stop();
        client.sendall("stopped");
    });
    self = &s;
    s.start();
    BOOST_TEST(ask(s, "x") == "stopped");
    BOOST_TEST(s.closed());
}

// UndefinedBehaviorSanitizer asks by means of a pipe whether an object is one.
#ifdef BOOST_USE_ASAN
constexpr bool may_be_without_descriptors = false;
#else
constexpr bool may_be_without_descriptors = !quartet_test::is_valgrind;
#endif

BOOST_AUTO_TEST_CASE(
    a_server_goes_on_after_it_had_no_descriptors,
    *boost::unit_test::enable_if<may_be_without_descriptors>())
{
    server::StreamServer s({"127.0.0.1", 0}, echo, {.min_delay = 0.001, .max_delay = 0.01});
    s.start();
    socket::socket const client;
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(client.fileno() + 1);
    ::setrlimit(RLIMIT_NOFILE, &none);
    client.connect(s.address());
    client.sendall("hello");
    client.settimeout(0.02);
    BOOST_CHECK_THROW(client.recv(10), quartet::TimeoutError);
    ::setrlimit(RLIMIT_NOFILE, &before);
    client.settimeout({});
    BOOST_TEST(client.recv(10) == "hello");
}

BOOST_AUTO_TEST_CASE(a_server_listens_on_a_given_socket)
{
    auto const listener = socket::create_server({"127.0.0.1", 0});
    server::StreamServer s(listener, echo);
    BOOST_TEST(!s.closed());
    s.start();
    BOOST_TEST(ask(s, "hello") == "hello");
    s.stop();
    BOOST_TEST(listener.closed());
    BOOST_CHECK_THROW(s.start(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(an_address_in_use_is_told)
{
    auto const other = socket::create_server({"127.0.0.1", 0});
    server::StreamServer s(other.getsockname(), echo);
    BOOST_CHECK_EXCEPTION(s.start(), OSError, [](OSError const& error) {
        return error.code().value() == EADDRINUSE;
    });
    BOOST_TEST(!s.started());
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused)
{
    BOOST_CHECK_THROW(server::StreamServer({"", 0}, echo, {.spawn = 0}), ValueError);
    BOOST_CHECK_THROW(server::StreamServer({"", 0}, echo, {.max_accept = 0}), ValueError);
    BOOST_CHECK_THROW(server::StreamServer(socket::address("", 0), nullptr), ValueError);
}

BOOST_AUTO_TEST_CASE(datagrams_are_answered)
{
    server::DatagramServer* self = nullptr;
    server::DatagramServer s({"127.0.0.1", 0}, [&](auto const& bytes, auto const& from) {
        self->sendto("<" + bytes + ">", from);
    });
    self = &s;
    s.start();
    socket::socket const client(AF_INET, SOCK_DGRAM);
    client.connect(s.address());
    client.send("hello");
    BOOST_TEST(client.recv(100) == "<hello>");
    s.stop();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
