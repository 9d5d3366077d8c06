// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent.hpp>
#include <quartet/gevent/socket.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/leaves_no_descriptor.hpp"
#include "support/sockets.hpp"

namespace {

using namespace quartet_test;
using quartet::OSError;
using quartet::TimeoutError;
using quartet::ValueError;
using socket::address;

BOOST_FIXTURE_TEST_SUITE(socket_waits, leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(what_takes_too_long_times_out)
{
    auto const server = local_server();
    server.settimeout(0.001);
    BOOST_CHECK_EXCEPTION(server.accept(), TimeoutError, [](TimeoutError const& error) {
        return std::string(error.what()) == "timed out";
    });
    auto const [near, far] = connected();
    near.settimeout(0.001);
    BOOST_CHECK_THROW(near.recv(1), TimeoutError);
    BOOST_CHECK_THROW(near.sendall(std::string(20'000'000, 'x')), TimeoutError);
    near.settimeout(std::nullopt);
    far.sendall("x");
    BOOST_TEST(near.recv(1) == "x");
    BOOST_CHECK_THROW(near.settimeout(-1), ValueError);
}

BOOST_AUTO_TEST_CASE(a_socket_that_must_not_wait_says_so)
{
    auto const [near, far] = connected();
    near.setblocking(false);
    BOOST_TEST(error_of([s = near] { s.recv(1); }) == EAGAIN);
    socket::socket const other;
    other.settimeout(0);
    BOOST_TEST(other.connect_ex(local_server().getsockname()) == EINPROGRESS);
}

BOOST_AUTO_TEST_CASE(who_reads_or_writes_when_a_socket_is_closed_gets_EBADF)
{
    auto const [near, far] = connected();
    auto reads = gevent::spawn([s = near] { return error_of([&] { s.recv(1); }); });
    auto also = gevent::spawn([s = near] { return error_of([&] { s.recv(1); }); });
    auto writes = gevent::spawn(
        [s = near] { return error_of([&] { s.sendall(std::string(20'000'000, 'x')); }); });
    gevent::sleep(0);
    near.close();
    BOOST_TEST(reads.get() == EBADF);
    BOOST_TEST(also.get() == EBADF);
    BOOST_TEST(writes.get() == EBADF);
    BOOST_TEST(near.closed());
    BOOST_TEST(near.fileno() == -1);
    BOOST_TEST(error_of([s = near] { s.recv(1); }) == EBADF);
    BOOST_TEST(error_of([s = near] { s.send("x"); }) == EBADF);
    near.close();
}

BOOST_AUTO_TEST_CASE(who_accepts_when_the_listener_is_closed_gets_EBADF)
{
    auto const server = local_server();
    auto accepts = gevent::spawn([&] { return error_of([&] { server.accept(); }); });
    gevent::sleep(0);
    server.close();
    BOOST_TEST(accepts.get() == EBADF);
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_is_killed_in_recv_takes_no_bytes)
{
    auto const [near, far] = connected();
    auto reads = gevent::spawn([s = near] { s.recv(1); });
    gevent::sleep(0);
    reads.kill();
    far.sendall("x");
    BOOST_TEST(near.recv(1) == "x");
}

BOOST_AUTO_TEST_CASE(of_two_readers_each_gets_what_comes_in_turn)
{
    auto const [near, far] = connected();
    std::string order;
    auto const read = [&order, s = near](char who) {
        s.recv(1);
        order += who;
    };
    auto first = gevent::spawn(read, '1');
    auto second = gevent::spawn(read, '2');
    gevent::sleep(0);
    far.sendall("x");
    first.get();
    BOOST_TEST(!second.ready());
    far.sendall("x");
    second.get();
    BOOST_TEST(order == "12");
}

BOOST_AUTO_TEST_CASE(a_timeout_of_gevent_ends_recv)
{
    auto const [near, far] = connected();
    auto const with = gevent::Timeout::start_new(0.001);
    BOOST_CHECK_THROW(near.recv(1), gevent::Timeout);
    far.sendall("x");
    BOOST_TEST(near.recv(1) == "x");
}

// --- UDP and Unix -------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
