// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// poll, select, epoll.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"

namespace gevent = quartet::gevent;
using namespace std::chrono_literals;
using quartet_test::pair_of_sockets;

BOOST_FIXTURE_TEST_SUITE(monkey_polling, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(poll_waits_for_one_of_several)
{
    pair_of_sockets one;
    pair_of_sockets two;
    pollfd all[] = {{one.a, POLLIN, 0}, {-1, POLLIN, 0}, {two.a, POLLIN, 0}, {two.a, POLLPRI, 0}};
    auto polls = gevent::spawn([&] { return ::poll(all, 4, -1); });
    gevent::sleep(0);
    ::send(two.b, "x", 1, 0);
    BOOST_TEST(polls.get() == 1);
    BOOST_TEST(all[0].revents == 0);
    BOOST_TEST(all[1].revents == 0);
    BOOST_TEST(all[2].revents == POLLIN);
    BOOST_TEST(all[3].revents == 0);
}

BOOST_AUTO_TEST_CASE(poll_sees_what_nobody_asked_for)
{
    pair_of_sockets both;
    pollfd one{both.a, 0, 0};
    auto polls = gevent::spawn([&] { return ::poll(&one, 1, -1); });
    gevent::sleep(0);
    both.close_b();
    BOOST_TEST(polls.get() == 1);
    BOOST_TEST(one.revents == POLLHUP);
}

BOOST_AUTO_TEST_CASE(a_time_that_is_over_is_nothing_ready)
{
    pair_of_sockets both;
    auto const begin = std::chrono::steady_clock::now();
    bool has_other_run = false;
    auto other = gevent::spawn([&] { has_other_run = true; });
    pollfd one{both.a, POLLIN, 0};
    BOOST_TEST(::poll(&one, 1, 10) == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 10ms));
    BOOST_TEST(has_other_run);
}

BOOST_AUTO_TEST_CASE(to_poll_nothing_is_to_sleep)
{
    auto const begin = std::chrono::steady_clock::now();
    bool has_other_run = false;
    auto other = gevent::spawn([&] { has_other_run = true; });
    BOOST_TEST(::poll(nullptr, 0, 5) == 0);
    BOOST_TEST(has_other_run);
    timeval limit{0, 5000};
    auto another = gevent::spawn([] {});
    BOOST_TEST(::select(0, nullptr, nullptr, nullptr, &limit) == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 10ms));
    BOOST_TEST(limit.tv_usec == 0);
}

BOOST_AUTO_TEST_CASE(what_is_closed_meanwhile_is_POLLNVAL)
{
    pair_of_sockets both;
    pollfd one{both.a, POLLIN, 0};
    auto polls = gevent::spawn([&] { return ::poll(&one, 1, -1); });
    gevent::sleep(0);
    both.close_a();
    BOOST_TEST(polls.get() == 1);
    BOOST_TEST(one.revents == POLLNVAL);
}

BOOST_AUTO_TEST_CASE(files_are_always_ready)
{
    std::FILE* const file = std::tmpfile();
    pair_of_sockets both;
    pollfd all[] = {{both.a, POLLIN, 0}, {::fileno(file), POLLIN | POLLOUT, 0}};
    auto other = gevent::spawn([] {});
    BOOST_TEST(::poll(all, 2, -1) == 1);
    BOOST_TEST(all[1].revents == (POLLIN | POLLOUT));
    std::fclose(file);
}

BOOST_AUTO_TEST_CASE(ppoll_waits_if_the_mask_changes_nothing)
{
    pair_of_sockets both;
    sigset_t now;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &now);
    timespec const limit{10, 0};
    for (sigset_t const* const mask : {static_cast<sigset_t const*>(nullptr), &std::as_const(now)})
    {
        pollfd one{both.a, POLLIN, 0};
        auto polls = gevent::spawn([&] { return ::ppoll(&one, 1, &limit, mask); });
        gevent::sleep(0);
        BOOST_TEST(!polls.ready());
        ::send(both.b, "x", 1, 0);
        BOOST_TEST(polls.get() == 1);
        char c;
        ::recv(both.a, &c, 1, 0);
    }
    // Another one blocks, as in C.
    sigset_t other = now;
    ::sigismember(&other, SIGUSR1) != 0 ? ::sigdelset(&other, SIGUSR1)
                                        : ::sigaddset(&other, SIGUSR1);
    bool has_other_run = false;
    auto runs = gevent::spawn([&] { has_other_run = true; });
    timespec const moment{0, 1'000'000};
    pollfd one{both.a, POLLIN, 0};
    BOOST_TEST(::ppoll(&one, 1, &moment, &other) == 0);
    BOOST_TEST(!has_other_run);
    runs.join();
}

BOOST_AUTO_TEST_CASE(select_waits_and_says_what_is_ready)
{
    pair_of_sockets one;
    pair_of_sockets two;
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(one.a, &reading);
    FD_SET(two.a, &reading);
    timeval limit{10, 0};
    auto selects = gevent::spawn(
        [&] { return ::select(std::max(one.a, two.a) + 1, &reading, nullptr, nullptr, &limit); });
    gevent::sleep(0.005);
    ::send(one.b, "x", 1, 0);
    BOOST_TEST(selects.get() == 1);
    BOOST_TEST(FD_ISSET(one.a, &reading));
    BOOST_TEST(!FD_ISSET(two.a, &reading));
    BOOST_TEST((limit.tv_sec < 10 && limit.tv_sec >= 0));  // what is left

    fd_set writing;
    FD_ZERO(&writing);
    FD_SET(two.a, &writing);
    auto again = gevent::spawn(
        [&] { return ::pselect(two.a + 1, nullptr, &writing, nullptr, nullptr, nullptr); });
    BOOST_TEST(again.get() == 1);
    BOOST_TEST(FD_ISSET(two.a, &writing));
}

BOOST_AUTO_TEST_CASE(select_fails_as_ever)
{
    int const closed = ::dup(STDIN_FILENO);
    ::close(closed);
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(closed, &reading);
    auto selects = gevent::spawn([&] {
        int const result = ::select(closed + 1, &reading, nullptr, nullptr, nullptr);
        return std::pair(result, errno);
    });
    BOOST_TEST((selects.get() == std::pair(-1, EBADF)));
}

BOOST_AUTO_TEST_CASE(an_epoll_of_ones_own_is_waited_for)
{
    pair_of_sockets both;
    int const epoll = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event about{};
    about.events = EPOLLIN;
    about.data.fd = both.a;
    BOOST_REQUIRE(::epoll_ctl(epoll, EPOLL_CTL_ADD, both.a, &about) == 0);
    epoll_event got{};
    auto waits = gevent::spawn([&] { return ::epoll_wait(epoll, &got, 1, -1); });
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    ::send(both.b, "x", 1, 0);
    BOOST_TEST(waits.get() == 1);
    int const ready = got.data.fd;
    BOOST_TEST(ready == both.a);
    char c;
    ::recv(both.a, &c, 1, 0);
    auto late = gevent::spawn([&] { return ::epoll_pwait(epoll, &got, 1, 5, nullptr); });
    BOOST_TEST(late.get() == 0);
    ::close(epoll);
}

BOOST_AUTO_TEST_CASE(who_polls_without_end_lets_others_run_now_and_then)
{
    pair_of_sockets both;
    bool is_done = false;
    auto sets = gevent::spawn([&] { is_done = true; });
    pollfd one{both.a, POLLIN, 0};
    while (!is_done)
    {
        ::poll(&one, 1, 0);
    }
    ::send(both.b, "x", 1, 0);
    is_done = false;
    auto again = gevent::spawn([&] { is_done = true; });
    while (!is_done)
    {
        ::poll(&one, 1, -1);
    }
    BOOST_TEST(is_done);
}

BOOST_AUTO_TEST_CASE(a_wait_with_another_mask_blocks_the_thread)
{
    // The mask is the thread's: others would run with it.
    sigset_t other;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &other);
    ::sigismember(&other, SIGUSR2) == 1 ? ::sigdelset(&other, SIGUSR2)
                                        : ::sigaddset(&other, SIGUSR2);
    pair_of_sockets both;
    bool has_run = false;
    auto waits = gevent::spawn([&] {
        pollfd one{both.a, POLLIN, 0};
        timespec const limit{0, 1'000'000};
        return ::ppoll(&one, 1, &limit, &other) == 0 && !has_run;
    });
    auto runs = gevent::spawn([&] { has_run = true; });
    BOOST_TEST(waits.get());
}

BOOST_AUTO_TEST_SUITE_END()
