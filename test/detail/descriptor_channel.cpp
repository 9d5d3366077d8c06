// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/detail/descriptor_channel.hpp"

#include <quartet/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"

namespace {

using namespace quartet::detail;
using quartet_test::count_descriptors;
using quartet_test::forked_peer;

/// Two connected ends. At the end of a case no descriptor is left.
struct channel
{
    channel() { std::tie(ours, theirs) = make_socketpair(); }
    ~channel()
    {
        ours.reset();
        theirs.reset();
        BOOST_TEST(count_descriptors() == before);
    }

    std::ptrdiff_t const before = count_descriptors();
    unique_fd ours;
    unique_fd theirs;
};

/// A descriptor that can be told from others: a pipe's read end with a number to read.
unique_fd numbered(int number)
{
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    unique_fd const writer(ends[1]);
    BOOST_REQUIRE(::write(ends[1], &number, sizeof number) == sizeof number);
    return unique_fd(ends[0]);
}

int number_of(unique_fd const& fd)
{
    int number = -1;
    BOOST_REQUIRE(::read(fd.get(), &number, sizeof number) == sizeof number);
    return number;
}

std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
    {
        text[i] = static_cast<char>(i * 2654435761u >> 13);
    }
    return text;
}

struct received
{
    std::string body;
    std::vector<unique_fd> descriptors;
};

received receive(unique_fd const& socket)
{
    received result;
    BOOST_REQUIRE(receive_message(socket.get(), result.body, result.descriptors));
    return result;
}

bool is_at_end(unique_fd const& socket)
{
    received result;
    return !receive_message(socket.get(), result.body, result.descriptors);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(descriptor_channel, channel)

BOOST_AUTO_TEST_CASE(messages_arrive_whole_and_in_order)
{
    send_message(theirs.get(), "one", {});
    send_message(theirs.get(), "", {});
    send_message(theirs.get(), "three", {});
    BOOST_TEST(receive(ours).body == "one");
    BOOST_TEST(receive(ours).body == "");
    BOOST_TEST(receive(ours).body == "three");
}

BOOST_AUTO_TEST_CASE(a_large_message_arrives_whole)
{
    std::string const body = pattern(40'000'003);
    forked_peer peer([&] {
        send_message(theirs.get(), body, {});
        return true;
    });
    BOOST_TEST((receive(ours).body == body));
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(the_head_arrives_before_the_body)
{
    send_message(theirs.get(), "head", "the body", {});
    auto const start = receive_start(ours.get());
    BOOST_REQUIRE(start.has_value());
    BOOST_TEST(start->head == "head");
    BOOST_TEST(start->body_size == 8u);
    std::array<char, 4> first{};
    receive_body(ours.get(), first.data(), first.size());
    std::string rest;
    receive_body(ours.get(), rest, 4);
    BOOST_TEST(std::string(first.data(), 4) + rest == "the body");
}

BOOST_AUTO_TEST_CASE(a_receiver_that_does_not_care_skips_the_head)
{
    send_message(theirs.get(), "head", "body", {});
    BOOST_TEST(receive(ours).body == "body");
}

BOOST_AUTO_TEST_CASE(descriptors_arrive_in_order_and_close_on_exec)
{
    std::vector<unique_fd> sent;
    sent.push_back(numbered(1));
    sent.push_back(numbered(2));
    send_message(theirs.get(), "two", sent);
    sent.clear();
    auto const message = receive(ours);
    BOOST_TEST(message.body == "two");
    BOOST_REQUIRE(message.descriptors.size() == 2u);
    BOOST_TEST(number_of(message.descriptors[0]) == 1);
    BOOST_TEST(number_of(message.descriptors[1]) == 2);
    BOOST_TEST((::fcntl(message.descriptors[0].get(), F_GETFD) & FD_CLOEXEC) != 0);
}

BOOST_AUTO_TEST_CASE(more_descriptors_than_the_kernel_takes_at_once)
{
    for (int count : {252, 253, 254, 506, 507, 700})
    {
        std::vector<unique_fd> sent;
        for (int i = 0; i < count; ++i)
        {
            sent.push_back(numbered(i));
        }
        send_message(theirs.get(), "head", "many", sent);
        send_message(theirs.get(), "after", {});
        sent.clear();
        auto const message = receive(ours);
        BOOST_TEST(message.body == "many");
        BOOST_REQUIRE(message.descriptors.size() == static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
        {
            BOOST_REQUIRE(number_of(message.descriptors[static_cast<std::size_t>(i)]) == i);
        }
        BOOST_TEST(receive(ours).body == "after");
    }
}

BOOST_AUTO_TEST_CASE(descriptors_do_not_slip_into_the_message_before)
{
    std::vector<unique_fd> sent;
    sent.push_back(numbered(7));
    send_message(theirs.get(), "without", {});
    send_message(theirs.get(), "with", sent);
    send_message(theirs.get(), "without", {});
    BOOST_TEST(receive(ours).descriptors.size() == 0u);
    BOOST_TEST(receive(ours).descriptors.size() == 1u);
    BOOST_TEST(receive(ours).descriptors.size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_receiver_that_may_have_no_more_descriptors_says_so)
{
    forked_peer peer([&] {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = static_cast<rlim_t>(::dup(0)) + 50;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        received message;
        try
        {
            receive_message(ours.get(), message.body, message.descriptors);
            return false;
        }
        catch (quartet::OSError const& error)
        {
            return error.code().value() == EMFILE && receive(ours).body == "next";
        }
    });
    std::vector<unique_fd> sent;
    for (int i = 0; i < 300; ++i)
    {
        sent.push_back(numbered(i));
    }
    send_message(theirs.get(), "many", sent);
    send_message(theirs.get(), "next", {});
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_closed_peer_is_the_end_after_what_it_sent)
{
    send_message(theirs.get(), "last", {});
    theirs.reset();
    BOOST_TEST(receive(ours).body == "last");
    BOOST_TEST(is_at_end(ours));
    BOOST_TEST(is_at_end(ours));
}

BOOST_AUTO_TEST_CASE(a_peer_that_closed_without_reading_is_the_end_too)
{
    send_message(ours.get(), "never read", {});
    send_message(theirs.get(), "last", {});
    theirs.reset();
    BOOST_TEST(receive(ours).body == "last");
    BOOST_TEST(is_at_end(ours));
}

BOOST_AUTO_TEST_CASE(sending_to_a_closed_peer_is_a_broken_pipe_and_no_signal)
{
    theirs.reset();
    BOOST_CHECK_THROW(send_message(ours.get(), "x", {}), quartet::BrokenPipeError);
}

BOOST_AUTO_TEST_CASE(sending_to_a_peer_that_closed_without_reading_is_a_broken_pipe)
{
    send_message(ours.get(), "never read", {});
    theirs.reset();
    BOOST_CHECK_THROW(send_message(ours.get(), "x", {}), quartet::BrokenPipeError);
    BOOST_CHECK_THROW(send_message(ours.get(), "x", {}), quartet::BrokenPipeError);
}

BOOST_AUTO_TEST_CASE(an_end_inside_the_frame_is_an_error)
{
    BOOST_REQUIRE(::send(theirs.get(), "abc", 3, 0) == 3);
    theirs.reset();
    BOOST_CHECK_THROW(is_at_end(ours), quartet::EOFError);
}

BOOST_AUTO_TEST_CASE(a_sender_killed_in_the_middle_is_an_error_at_the_receiver)
{
    forked_peer peer([&] {
        send_message(theirs.get(), pattern(50'000'000), {});
        return true;
    });
    theirs.reset();
    auto const start = receive_start(ours.get());
    BOOST_REQUIRE(start.has_value());
    std::string body;
    receive_body(ours.get(), body, 1000);
    peer.kill();
    BOOST_TEST(peer.wait() == -SIGKILL);
    BOOST_CHECK_THROW(receive_body(ours.get(), body, start->body_size - 1000), quartet::EOFError);
}

BOOST_AUTO_TEST_CASE(a_receiver_killed_in_the_middle_is_a_broken_pipe_at_the_sender)
{
    forked_peer peer([&] {
        ours.reset();
        receive_start(theirs.get());
        std::string body;
        receive_body(theirs.get(), body, 1000);
        return ::raise(SIGKILL) == 0;
    });
    theirs.reset();
    std::string const body = pattern(50'000'000);
    BOOST_CHECK_THROW(send_message(ours.get(), body, {}), quartet::BrokenPipeError);
    BOOST_TEST(peer.wait() == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(whatever_a_killed_sender_had_sent_arrives_unharmed)
{
    for (int round = 0; round < 40; ++round)
    {
        auto [reader, writer] = make_socketpair();
        forked_peer peer([&, sender = writer.get()] {
            for (std::size_t size = 1;; size = size * 7 % 100'003)
            {
                send_message(sender, pattern(size), {});
            }
            return true;
        });
        writer.reset();
        std::size_t expected = 1;
        try
        {
            received message;
            for (int i = 0; receive_message(reader.get(), message.body, message.descriptors); ++i)
            {
                BOOST_REQUIRE((message.body == pattern(expected)));
                expected = expected * 7 % 100'003;
                if (i == round)
                {
                    peer.kill();
                }
            }
        }
        catch (quartet::EOFError const&)
        {}
        BOOST_TEST(peer.wait() == -SIGKILL);
    }
}

BOOST_AUTO_TEST_CASE(non_blocking_ends_work_too)
{
    int on = 1;
    BOOST_REQUIRE(::ioctl(ours.get(), FIONBIO, &on) == 0);
    BOOST_REQUIRE(::ioctl(theirs.get(), FIONBIO, &on) == 0);
    std::string const body = pattern(5'000'000);
    forked_peer peer([&] {
        auto message = receive(theirs);
        send_message(theirs.get(), message.body, message.descriptors);
        return true;
    });
    std::vector<unique_fd> sent;
    sent.push_back(numbered(5));
    send_message(ours.get(), body, sent);
    auto const answer = receive(ours);
    BOOST_TEST((answer.body == body));
    BOOST_REQUIRE(answer.descriptors.size() == 1u);
    BOOST_TEST(number_of(answer.descriptors[0]) == 5);
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(signals_do_not_interrupt)
{
    struct sigaction action
    {};
    action.sa_handler = [](int) {};  // without SA_RESTART
    struct sigaction previous
    {};
    ::sigaction(SIGUSR1, &action, &previous);
    pthread_t const target = ::pthread_self();
    std::atomic<bool> done{false};
    std::jthread const pest([&] {
        while (!done)
        {
            ::pthread_kill(target, SIGUSR1);
            std::this_thread::yield();
        }
    });
    forked_peer peer([&] {
        for (int i = 0; i < 200; ++i)
        {
            send_message(theirs.get(), receive(theirs).body, {});
        }
        return true;
    });
    std::string const body = pattern(300'000);
    for (int i = 0; i < 200; ++i)
    {
        send_message(ours.get(), body, {});
        BOOST_REQUIRE(wait_readable(ours.get(), deadline(quartet::timeout())));
        BOOST_REQUIRE((receive(ours).body == body));
    }
    BOOST_TEST(!wait_readable(ours.get(), deadline(quartet::timeout(0.01))));
    done = true;
    BOOST_TEST(peer.wait() == 0);
    ::sigaction(SIGUSR1, &previous, nullptr);
}

BOOST_AUTO_TEST_CASE(wait_readable_tells_data_the_end_and_nothing_apart)
{
    deadline const now(quartet::timeout(0));
    BOOST_TEST(!wait_readable(ours.get(), now));
    send_message(theirs.get(), "", {});
    BOOST_TEST(wait_readable(ours.get(), now));
    receive(ours);
    BOOST_TEST(!wait_readable(ours.get(), now));
    theirs.reset();
    BOOST_TEST(wait_readable(ours.get(), deadline(quartet::timeout())));
    BOOST_CHECK_THROW(wait_readable(1 << 20, now), quartet::OSError);
}

BOOST_AUTO_TEST_SUITE_END()
