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

BOOST_FIXTURE_TEST_SUITE(sockets, quartet_test::leaves_no_descriptor)

// --- TCP ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_client_and_a_server_talk_in_one_thread)
{
    auto const server = local_server();
    auto serves = gevent::spawn([&] {
        auto const [client, from] = server.accept();
        BOOST_TEST(from.host() == "127.0.0.1");
        while (true)
        {
            std::string const got = client.recv(100);
            if (got.empty())
            {
                return;
            }
            client.sendall("<" + got + ">");
        }
    });
    auto const s = socket::create_connection(server.getsockname());
    s.sendall("hello");
    BOOST_TEST(s.recv(100) == "<hello>");
    s.sendall("again");
    BOOST_TEST(s.recv(100) == "<again>");
    BOOST_TEST(s.getpeername() == server.getsockname());
    s.shutdown(SHUT_WR);
    BOOST_TEST(s.recv(100) == "");
    serves.get();
}

BOOST_AUTO_TEST_CASE(what_is_larger_than_all_buffers_goes_through_in_both_directions)
{
    auto const [near, far] = connected();
    std::string const large(10'000'000, 'x');
    auto sends = gevent::spawn([s = near, &large] { s.sendall(large); });
    auto sends_back = gevent::spawn([s = far, &large] { s.sendall(large); });
    auto const receive = [&](socket::socket const& from) {
        std::size_t size = 0;
        while (size != large.size())
        {
            size += from.recv(1 << 20).size();
        }
        return size;
    };
    auto receives = gevent::spawn([&, s = near] { return receive(s); });
    BOOST_TEST(receive(far) == large.size());
    BOOST_TEST(receives.get() == large.size());
    sends.get();
    sends_back.get();
}

BOOST_AUTO_TEST_CASE(bytes_are_received_where_they_shall_be)
{
    auto const [near, far] = connected();
    near.sendall("abcdef");
    std::string bytes(10, '-');
    BOOST_TEST(far.recv_into(std::span(bytes).subspan(2, 3)) == 3);
    BOOST_TEST(bytes == "--abc-----");
    BOOST_TEST(far.recv(10, MSG_PEEK) == "def");
    BOOST_TEST(far.recv(10) == "def");
}

BOOST_AUTO_TEST_CASE(what_comes_after_a_short_read_is_received)
{
    auto const [near, far] = connected();
    for (int i = 0; i < 3; ++i)
    {
        near.sendall("a");
        BOOST_TEST(far.recv(10) == "a");
    }
    near.sendall("b");
    near.close();
    BOOST_TEST(receive_all(far) == "b");
    BOOST_TEST(far.recv(1) == "");
}

BOOST_AUTO_TEST_CASE(an_end_that_came_together_with_bytes_is_not_missed)
{
    for (bool const waits : {false, true})
    {
        auto const [near, far] = connected();
        near.sendall("a");
        BOOST_TEST(far.recv(10) == "a");
        auto reads = gevent::spawn([s = far] { return receive_all(s); });
        if (waits)
        {
            gevent::sleep(0.001);
        }
        near.sendall("b");
        near.close();
        BOOST_TEST(reads.get() == "b");
    }
}

BOOST_AUTO_TEST_CASE(a_reset_that_came_together_with_bytes_is_not_missed)
{
    auto const [near, far] = connected();
    near.sendall("a");
    BOOST_TEST(far.recv(10) == "a");
    linger const at_once{1, 0};
    near.setsockopt(
        SOL_SOCKET,
        SO_LINGER,
        std::string_view(reinterpret_cast<char const*>(&at_once), sizeof at_once));
    auto reads = gevent::spawn([s = far] { return error_of([&] { receive_all(s); }); });
    gevent::sleep(0.001);
    near.sendall("b");
    near.close();
    BOOST_TEST(reads.get() == ECONNRESET);
}

BOOST_AUTO_TEST_CASE(bytes_behind_urgent_ones_are_received)
{
    auto const [near, far] = connected();
    near.sendall("a");
    BOOST_TEST(far.recv(10) == "a");
    auto reads = gevent::spawn([s = far] {
        std::string all;
        while (all.size() < 2)
        {
            all += s.recv(10);
        }
        return all;
    });
    gevent::sleep(0.001);
    near.sendall("b");
    near.send("!", MSG_OOB);
    near.sendall("c");
    BOOST_TEST(reads.get() == "bc");
}

BOOST_AUTO_TEST_CASE(a_connection_that_nobody_accepts_is_refused)
{
    address nobody;
    {
        nobody = local_server().getsockname();
    }
    BOOST_TEST(error_of([&] { socket::create_connection(nobody); }) == ECONNREFUSED);
    socket::socket const s;
    BOOST_TEST(s.connect_ex(nobody) == ECONNREFUSED);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_reset_is_told)
{
    auto const [near, far] = connected();
    linger const at_once{1, 0};
    far.setsockopt(
        SOL_SOCKET, SO_LINGER, std::string_view(reinterpret_cast<char const*>(&at_once), 8));
    auto receives = gevent::spawn([s = near] { return error_of([&] { s.recv(1); }); });
    gevent::sleep(0);
    far.close();
    BOOST_TEST(receives.get() == ECONNRESET);
    BOOST_CHECK_THROW(near.send("x"), quartet::BrokenPipeError);
}

BOOST_AUTO_TEST_CASE(many_connections_are_served_at_once)
{
    constexpr int many = 100;
    auto const server = local_server();
    auto accepts = gevent::spawn([&] {
        for (int i = 0; i < many; ++i)
        {
            gevent::spawn([s = server.accept().first] { s.sendall(receive_all(s)); });
        }
    });
    std::vector<gevent::Greenlet<bool>> clients;
    for (int i = 0; i < many; ++i)
    {
        clients.push_back(gevent::spawn([&, i] {
            auto const s = socket::create_connection(server.getsockname());
            s.sendall(std::to_string(i));
            s.shutdown(SHUT_WR);
            return receive_all(s) == std::to_string(i);
        }));
    }
    for (auto const& each : clients)
    {
        BOOST_TEST(each.get());
    }
    accepts.get();
}

BOOST_AUTO_TEST_CASE(create_connection_binds_to_a_source_and_keeps_the_timeout)
{
    auto const server = local_server();
    auto const s = socket::create_connection(server.getsockname(), 5, address("127.0.0.1", 0));
    BOOST_TEST(s.getsockname().host() == "127.0.0.1");
    BOOST_TEST((s.gettimeout().limit() == std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_when_one_connects)
{
    auto const server = local_server();
    int const port = server.getsockname().port();
    auto const s = socket::create_connection({"localhost", port});
    BOOST_TEST(s.getpeername().port() == port);
    auto in_greenlet = gevent::spawn([&] {
        return socket::create_connection({"localhost", port}).getpeername().port();
    });
    BOOST_TEST(in_greenlet.get() == port);
}

// --- timeouts and closing -----------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(datagrams_come_with_their_sender)
{
    socket::socket const one(AF_INET, SOCK_DGRAM);
    socket::socket const two(AF_INET, SOCK_DGRAM);
    one.bind({"127.0.0.1", 0});
    two.bind({"127.0.0.1", 0});
    auto receives = gevent::spawn([&] { return one.recvfrom(100); });
    gevent::sleep(0);
    BOOST_TEST(two.sendto("hello", one.getsockname()) == 5);
    auto const [bytes, from] = receives.get();
    BOOST_TEST(bytes == "hello");
    BOOST_TEST(from == two.getsockname());
    two.connect(one.getsockname());
    two.send("");
    two.send("second");
    BOOST_TEST(one.recv(100) == "");
    BOOST_TEST(one.recv(3) == "sec");
}

BOOST_AUTO_TEST_CASE(unix_sockets_have_paths_and_abstract_names)
{
    auto const folder =
        std::filesystem::temp_directory_path() / ("quartet-socket-" + std::to_string(::getpid()));
    for (address const& where : {address(folder.string()), address('\0' + folder.string())})
    {
        auto const server = socket::create_server(where);
        auto accepts = gevent::spawn([&] { return server.accept().first; });
        auto const s = socket::create_connection(where);
        BOOST_TEST(s.getpeername() == where);
        accepts.get().sendall("hello");
        BOOST_TEST(s.recv(100) == "hello");
    }
    std::filesystem::remove(folder);
}

BOOST_AUTO_TEST_CASE(who_connects_to_a_full_unix_listener_waits)
{
    address const where(std::string("\0quartet-full-", 14) + std::to_string(::getpid()));
    auto const server = socket::create_server(where, {.backlog = 0});
    std::vector<socket::socket> clients;
    auto connects = gevent::spawn([&] {
        for (int i = 0; i < 5; ++i)
        {
            clients.push_back(socket::create_connection(where));
        }
    });
    gevent::sleep(0.001);
    BOOST_TEST(!connects.ready());
    socket::socket late(AF_UNIX);
    late.settimeout(0.001);
    BOOST_CHECK_THROW(late.connect(where), TimeoutError);
    for (int i = 0; i < 5; ++i)
    {
        server.accept();
    }
    connects.get();
}

BOOST_AUTO_TEST_CASE(a_pair_of_sockets_is_connected)
{
    auto const [one, two] = socket::socketpair();
    one.sendall("x");
    BOOST_TEST(two.recv(10) == "x");
    BOOST_TEST(one.family() == AF_UNIX);
    BOOST_TEST(one.type() == SOCK_STREAM);
}

// --- descriptors --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(descriptors_are_closed_by_exec_and_do_not_block)
{
    auto const [one, two] = socket::socketpair();
    auto const [near, far] = connected();
    for (socket::socket const& each : {one, two, near, far, socket::socket()})
    {
        BOOST_TEST(::fcntl(each.fileno(), F_GETFD) == FD_CLOEXEC);
        BOOST_TEST((::fcntl(each.fileno(), F_GETFL) & O_NONBLOCK) != 0);
    }
}

BOOST_AUTO_TEST_CASE(a_descriptor_is_given_up_taken_over_and_copied)
{
    auto [one, two] = socket::socketpair();
    int const number = one.detach();
    BOOST_TEST(one.closed());
    auto const again = socket::socket::adopt(number);
    BOOST_TEST(again.fileno() == number);
    BOOST_TEST(again.family() == AF_UNIX);
    auto const copy = socket::fromfd(number);
    BOOST_TEST(copy.fileno() != number);
    copy.sendall("a");
    again.sendall("b");
    BOOST_TEST(two.recv(1) == "a");
    BOOST_TEST(two.recv(1) == "b");
    BOOST_TEST(error_of([] { socket::fromfd(-1); }) == EBADF);
    BOOST_TEST(error_of([] { socket::socket::adopt(-1); }) == EBADF);
}

BOOST_AUTO_TEST_CASE(options_are_set_and_read)
{
    socket::socket const s;
    s.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1);
    BOOST_TEST(s.getsockopt(IPPROTO_TCP, TCP_NODELAY) == 1);
    BOOST_TEST(s.getsockopt(SOL_SOCKET, SO_TYPE, 4).size() == 4);
    BOOST_TEST(error_of([&] { s.getsockopt(SOL_SOCKET, 9999); }) == ENOPROTOOPT);
}

BOOST_AUTO_TEST_CASE(descriptors_of_any_kind_are_waited_for)
{
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    socket::wait_write(ends[1]);
    BOOST_CHECK_THROW(socket::wait_read(ends[0], 0.001), TimeoutError);
    auto waits = gevent::spawn([&] { socket::wait_read(ends[0]); });
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    BOOST_TEST(::write(ends[1], "x", 1) == 1);
    waits.get();
    socket::wait_readwrite(ends[0]);
    BOOST_TEST(error_of([] { socket::wait_read(-1); }) == EBADF);
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(a_thread_without_greenlets_uses_sockets_too)
{
    auto const server = local_server();
    std::string got;
    std::thread client([where = server.getsockname(), &got] {
        auto const s = socket::create_connection(where, 10);
        got = s.recv(10);
    });
    server.accept().first.sendall("hello");
    client.join();
    BOOST_TEST(got == "hello");
}

// --- names --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
