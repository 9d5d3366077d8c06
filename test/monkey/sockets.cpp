// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Blocking sockets that know nothing of greenlets.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <string>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"

namespace gevent = quartet::gevent;
using namespace std::chrono_literals;
using quartet_test::pair_of_sockets;
using quartet_test::patched_and_leaves_no_descriptor;

namespace {

std::string pattern(std::size_t size)
{
    std::string text(size, 0);
    for (std::size_t i = 0; i != size; ++i)
    {
        text[i] = char('a' + i * i % 23);
    }
    return text;
}

std::string read_to_the_end(int fd)
{
    std::string all;
    char part[4096];
    ssize_t count;
    while ((count = ::read(fd, part, sizeof part)) > 0)
    {
        all.append(part, std::size_t(count));
    }
    return all;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_sockets, patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(a_thousand_greenlets_receive_in_one_thread)
{
    constexpr int count = 300;
    std::vector<pair_of_sockets> pairs(count);
    int sum = 0;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != count; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            int value = 0;
            if (::recv(pairs[std::size_t(i)].a, &value, sizeof value, 0) == sizeof value)
            {
                sum += value;
            }
        }));
    }
    gevent::sleep(0);
    for (int i = 0; i != count; ++i)
    {
        BOOST_TEST(::send(pairs[std::size_t(i)].b, &i, sizeof i, 0) == ssize_t(sizeof i));
    }
    gevent::joinall(all);
    BOOST_TEST(sum == count * (count - 1) / 2);
}

BOOST_AUTO_TEST_CASE(a_blocking_send_sends_all_of_it)
{
    pair_of_sockets both;
    std::string const text = pattern(8 << 20);
    auto reads = gevent::spawn([&] { return read_to_the_end(both.b); });
    BOOST_TEST(::send(both.a, text.data(), text.size(), 0) == ssize_t(text.size()));
    both.close_a();
    BOOST_TEST((reads.get() == text));
}

BOOST_AUTO_TEST_CASE(write_and_writev_and_sendmsg_send_all_too)
{
    std::string const text = pattern(3 << 20);
    auto const part = [&](std::size_t from, std::size_t size) {
        return iovec{const_cast<char*>(text.data()) + from, size};
    };
    std::array parts{
        part(0, 100),
        part(100, 0),
        part(100, 1 << 20),
        part(100 + (1 << 20), text.size() - 100 - (1 << 20))};
    for (int how = 0; how != 3; ++how)
    {
        pair_of_sockets both;
        auto reads = gevent::spawn([&] { return read_to_the_end(both.b); });
        ssize_t sent = -1;
        if (how == 0)
        {
            sent = ::write(both.a, text.data(), text.size());
        }
        else if (how == 1)
        {
            sent = ::writev(both.a, parts.data(), int(parts.size()));
        }
        else
        {
            msghdr message{};
            message.msg_iov = parts.data();
            message.msg_iovlen = parts.size();
            sent = ::sendmsg(both.a, &message, 0);
        }
        BOOST_TEST(sent == ssize_t(text.size()));
        both.close_a();
        BOOST_TEST((reads.get() == text));
        BOOST_TEST(parts[0].iov_len == 100u);
    }
}

BOOST_AUTO_TEST_CASE(waitall_waits_for_all_and_a_short_read_is_short)
{
    pair_of_sockets both;
    auto writes = gevent::spawn([&] {
        for (char const* part : {"ab", "cd", "ef"})
        {
            ::send(both.b, part, 2, 0);
            gevent::sleep(0.001);
        }
    });
    char text[6] = {};
    BOOST_TEST(::recv(both.a, text, 6, MSG_WAITALL) == 6);
    BOOST_TEST(std::string(text, 6) == "abcdef");
    writes.join();
    ::send(both.b, "xyz", 3, 0);
    BOOST_TEST(::recv(both.a, text, 6, 0) == 3);

    // In several parts.
    auto again = gevent::spawn([&] {
        for (char const* part : {"ab", "cd", "ef"})
        {
            ::send(both.b, part, 2, 0);
            gevent::sleep(0.001);
        }
    });
    char first[3] = {};
    char second[3] = {};
    iovec parts[] = {{first, 3}, {second, 3}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    BOOST_TEST(::recvmsg(both.a, &message, MSG_WAITALL) == 6);
    BOOST_TEST(std::string(first, 3) + std::string(second, 3) == "abcdef");

    // The end comes before all does.
    ::send(both.b, "12", 2, 0);
    both.close_b();
    BOOST_TEST(::recv(both.a, text, 6, MSG_WAITALL) == 2);
    BOOST_TEST(::recv(both.a, text, 6, MSG_WAITALL) == 0);
    again.join();
}

BOOST_AUTO_TEST_CASE(to_look_at_all_of_it_waits_for_all)
{
    quartet_test::listener const server;
    auto connects = gevent::spawn([&] { return server.connect(); });
    int const peer = server.accept();
    int const client = connects.get();
    char text[4] = {};
    auto peeks = gevent::spawn([&] { return ::recv(client, text, 4, MSG_PEEK | MSG_WAITALL); });
    ::send(peer, "ab", 2, 0);
    gevent::sleep(0.01);
    ::send(peer, "cd", 2, 0);
    BOOST_TEST(peeks.get() == 4);
    BOOST_TEST(::recv(client, text, 4, 0) == 4);
    ::close(client);
    ::close(peer);
}

BOOST_AUTO_TEST_CASE(nothing_is_read_at_once)
{
    pair_of_sockets both;
    char none;
    BOOST_TEST(::read(both.a, &none, 0) == 0);
}

BOOST_AUTO_TEST_CASE(who_wants_no_waiting_does_not_wait)
{
    pair_of_sockets both;
    char c;
    BOOST_TEST(::recv(both.a, &c, 1, MSG_DONTWAIT) == -1);
    BOOST_TEST(errno == EAGAIN);
    ::fcntl(both.a, F_SETFL, ::fcntl(both.a, F_GETFL) | O_NONBLOCK);
    auto tries = gevent::spawn([&] {
        errno = 0;
        BOOST_TEST(::recv(both.a, &c, 1, 0) == -1);
        BOOST_TEST(errno == EAGAIN);
        BOOST_TEST(::read(both.a, &c, 1) == -1);
        BOOST_TEST(errno == EAGAIN);
        std::string const much = pattern(8 << 20);
        ssize_t const some = ::send(both.a, much.data(), much.size(), 0);
        BOOST_TEST((some > 0 && some < ssize_t(much.size())));
    });
    tries.join();
}

BOOST_AUTO_TEST_CASE(descriptors_stay_blocking)
{
    pair_of_sockets both;
    quartet_test::listener server;
    int const before = ::fcntl(both.a, F_GETFL);
    auto reads = gevent::spawn([&] {
        char c;
        ::recv(both.a, &c, 1, 0);
    });
    gevent::sleep(0);
    BOOST_TEST(::fcntl(both.a, F_GETFL) == before);
    ::send(both.b, "x", 1, 0);
    reads.join();
    BOOST_TEST(::fcntl(both.a, F_GETFL) == before);
    auto accepts = gevent::spawn([&] { return server.accept(); });
    int const client = server.connect();
    BOOST_TEST((::fcntl(client, F_GETFL) & O_NONBLOCK) == 0);
    int const peer = accepts.get();
    BOOST_TEST((::fcntl(peer, F_GETFL) & O_NONBLOCK) == 0);
    ::close(peer);
    ::close(client);
}

BOOST_AUTO_TEST_CASE(time_limits_of_sockets_are_kept)
{
    pair_of_sockets both;
    timeval const limit{0, 20'000};
    ::setsockopt(both.a, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(both.a, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    bool has_other_run = false;
    auto other = gevent::spawn([&] { has_other_run = true; });
    auto const begin = std::chrono::steady_clock::now();
    char c;
    BOOST_TEST(::recv(both.a, &c, 1, 0) == -1);
    BOOST_TEST(errno == EAGAIN);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 20ms));
    BOOST_TEST(has_other_run);
    std::string const much = pattern(8 << 20);
    auto another = gevent::spawn([] {});
    ssize_t const some = ::send(both.a, much.data(), much.size(), 0);
    BOOST_TEST((some > 0 && some < ssize_t(much.size())));
    auto last = gevent::spawn([] {});
    BOOST_TEST(::send(both.a, much.data(), much.size(), 0) == -1);
    BOOST_TEST(errno == EAGAIN);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_refused_says_so)
{
    int const lost = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in nobody{};
    {
        quartet_test::listener gone;
        nobody = gone.address();
    }
    auto other = gevent::spawn([] {});
    BOOST_TEST(::connect(lost, reinterpret_cast<sockaddr const*>(&nobody), sizeof nobody) == -1);
    BOOST_TEST(errno == ECONNREFUSED);
    ::close(lost);
}

BOOST_AUTO_TEST_CASE(a_unix_listener_whose_queue_is_full_is_waited_for)
{
    sockaddr_un where{};
    where.sun_family = AF_UNIX;
    std::string const name = "quartet-test-" + std::to_string(::getpid());
    name.copy(where.sun_path + 1, sizeof where.sun_path - 1);
    auto const size = socklen_t(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    auto const* const to = reinterpret_cast<sockaddr const*>(&where);
    int const server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    BOOST_REQUIRE(::bind(server, to, size) == 0);
    BOOST_REQUIRE(::listen(server, 0) == 0);
    std::vector<int> clients(8, -1);
    std::vector<gevent::Greenlet<int>> connects;
    for (int& client : clients)
    {
        client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        connects.push_back(
            gevent::spawn([&client, to, size] { return ::connect(client, to, size); }));
    }
    gevent::sleep(0.01);
    for (std::size_t i = 0; i != clients.size(); ++i)
    {
        int const peer = ::accept(server, nullptr, nullptr);
        BOOST_TEST(peer >= 0);
        ::close(peer);
    }
    for (auto& each : connects)
    {
        BOOST_TEST(each.get() == 0);
    }
    for (int const client : clients)
    {
        ::close(client);
    }
    ::close(server);
}

BOOST_AUTO_TEST_CASE(readers_and_writers_of_one_descriptor_do_not_hide_each_other)
{
    pair_of_sockets both;
    std::string const much = pattern(4 << 20);
    auto writes = gevent::spawn([&] { return ::send(both.a, much.data(), much.size(), 0); });
    char c = 0;
    auto reads = gevent::spawn([&] { return ::recv(both.a, &c, 1, 0); });
    gevent::sleep(0);
    ::send(both.b, "x", 1, 0);
    BOOST_TEST(reads.get() == 1);
    BOOST_TEST(!writes.ready());
    std::string got(much.size(), 0);
    BOOST_TEST(::recv(both.b, got.data(), got.size(), MSG_WAITALL) == ssize_t(got.size()));
    BOOST_TEST(writes.get() == ssize_t(much.size()));
    BOOST_TEST((got == much));
}

BOOST_AUTO_TEST_CASE(datagrams_are_sent_and_received_by_the_dozen)
{
    int both_ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, both_ends) == 0);
    constexpr unsigned count = 64;  // more than the queue of a Unix socket takes
    std::array<char, count> bytes{};
    std::array<iovec, count> parts{};
    std::array<mmsghdr, count> messages{};
    for (unsigned i = 0; i != count; ++i)
    {
        bytes[i] = char(i);
        parts[i] = {&bytes[i], 1};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    auto sends = gevent::spawn([&] { return ::sendmmsg(both_ends[0], messages.data(), count, 0); });
    std::array<char, count> got{};
    std::array<iovec, count> places{};
    std::array<mmsghdr, count> received{};
    for (unsigned i = 0; i != count; ++i)
    {
        places[i] = {&got[i], 1};
        received[i].msg_hdr.msg_iov = &places[i];
        received[i].msg_hdr.msg_iovlen = 1;
    }
    BOOST_TEST(::recvmmsg(both_ends[1], received.data(), count, 0, nullptr) == int(count));
    BOOST_TEST(sends.get() == int(count));
    BOOST_TEST((got == bytes));
    ::send(both_ends[0], "y", 1, 0);
    BOOST_TEST(::recvmmsg(both_ends[1], received.data(), count, MSG_WAITFORONE, nullptr) == 1);
    ::close(both_ends[0]);
    ::close(both_ends[1]);
}

BOOST_AUTO_TEST_CASE(a_file_is_sent_while_others_run)
{
    pair_of_sockets both;
    std::FILE* const file = std::tmpfile();
    std::string const text = pattern(4 << 20);
    std::fwrite(text.data(), 1, text.size(), file);
    std::fflush(file);
    int const fd = ::fileno(file);
    auto reads = gevent::spawn([&] { return read_to_the_end(both.b); });
    off_t from = 1000;
    BOOST_TEST(::sendfile(both.a, fd, &from, text.size()) == ssize_t(text.size()) - 1000);
    BOOST_TEST(from == off_t(text.size()));
    both.close_a();
    BOOST_TEST((reads.get() == text.substr(1000)));

    pair_of_sockets again;
    ::lseek(fd, 0, SEEK_SET);
    BOOST_TEST(::sendfile(again.a, fd, nullptr, 5) == 5);
    BOOST_TEST(::lseek(fd, 0, SEEK_CUR) == 5);
    std::fclose(file);
}

BOOST_AUTO_TEST_SUITE_END()
