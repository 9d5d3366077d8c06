// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Waiting for signals.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"

namespace gevent = quartet::gevent;

namespace {

/// SIGUSR1 and SIGUSR2, blocked as long as it lives.
struct two_signals
{
    two_signals()
    {
        ::sigemptyset(&both);
        ::sigaddset(&both, SIGUSR1);
        ::sigaddset(&both, SIGUSR2);
        ::pthread_sigmask(SIG_BLOCK, &both, &before);
    }
    ~two_signals() { ::pthread_sigmask(SIG_SETMASK, &before, nullptr); }

    sigset_t both;
    sigset_t before;
};

struct with_signals : two_signals, quartet_test::patched_and_leaves_no_descriptor
{};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_signals, with_signals)

BOOST_AUTO_TEST_CASE(others_run_while_one_waits_for_a_signal)
{
    auto waits = gevent::spawn([&] {
        errno = E2BIG;
        int number = 0;
        return ::sigwait(&both, &number) == 0 && errno == E2BIG ? number : -1;
    });
    gevent::sleep(0);
    BOOST_TEST(!waits.ready());
    ::kill(::getpid(), SIGUSR2);
    BOOST_TEST(waits.get() == SIGUSR2);

    siginfo_t about{};
    auto waits_for_more = gevent::spawn([&] { return ::sigwaitinfo(&both, &about); });
    gevent::sleep(0);
    ::raise(SIGUSR1);  // for this thread alone
    BOOST_TEST(waits_for_more.get() == SIGUSR1);
    BOOST_TEST(about.si_pid == ::getpid());
}

BOOST_AUTO_TEST_CASE(one_signal_is_for_one_of_those_who_wait)
{
    int got = 0;
    auto const wait = [&] {
        int number = 0;
        got += ::sigwait(&both, &number) == 0;
    };
    auto first = gevent::spawn(wait);
    auto second = gevent::spawn(wait);
    gevent::sleep(0);
    ::kill(::getpid(), SIGUSR1);
    gevent::wait(std::vector{first, second}, {}, 1);
    BOOST_TEST(got == 1);
    ::kill(::getpid(), SIGUSR1);
    gevent::joinall(std::vector{first, second});
    BOOST_TEST(got == 2);
}

BOOST_AUTO_TEST_CASE(a_time_limit_is_EAGAIN_and_a_kill_ECANCELED)
{
    timespec const limit{0, 1'000'000};
    auto waits =
        gevent::spawn([&] { return ::sigtimedwait(&both, nullptr, &limit) == -1 ? errno : 0; });
    BOOST_TEST(waits.get() == EAGAIN);
    int error = 0;
    auto is_killed = gevent::spawn([&] {
        int number = 0;
        error = ::sigwait(&both, &number);
        gevent::sleep(0);
    });
    gevent::sleep(0);
    is_killed.kill();
    BOOST_TEST(error == ECANCELED);
}

BOOST_AUTO_TEST_CASE(a_handler_runs_and_who_waits_goes_on_waiting)
{
    // Not so in the C library, which would fail with EINTR.
    static int handled = 0;
    struct sigaction action
    {};
    struct sigaction before_it;
    action.sa_handler = [](int) { ++handled; };
    ::sigaction(SIGURG, &action, &before_it);
    quartet_test::pair_of_sockets ends_of_one;
    auto waits = gevent::spawn([&] {
        pollfd one{ends_of_one.a, POLLIN, 0};
        return ::poll(&one, 1, -1);
    });
    gevent::sleep(0);
    ::raise(SIGURG);
    gevent::sleep(0.001);
    BOOST_TEST(handled == 1);
    BOOST_TEST(!waits.ready());
    ::send(ends_of_one.b, "x", 1, 0);
    BOOST_TEST(waits.get() == 1);
    ::sigaction(SIGURG, &before_it, nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
