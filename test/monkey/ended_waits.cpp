// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// How a wait in a socket ends otherwise than by what it is for.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "support/blocking_sockets.hpp"
#include "support/patched.hpp"

namespace gevent = quartet::gevent;
using quartet_test::pair_of_sockets;

BOOST_FIXTURE_TEST_SUITE(monkey_ended_waits, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(who_waits_in_a_descriptor_that_is_closed_fails_with_EBADF)
{
    pair_of_sockets both;
    int error = 0;
    auto reads = gevent::spawn([&] {
        char c;
        ssize_t const count = ::recv(both.a, &c, 1, 0);
        error = errno;
        return count;
    });
    gevent::sleep(0);
    both.close_a();
    BOOST_TEST(reads.get() == -1);
    BOOST_TEST(error == EBADF);
}

BOOST_AUTO_TEST_CASE(who_waits_in_a_descriptor_that_is_replaced_fails_with_EBADF)
{
    pair_of_sockets both;
    pair_of_sockets others;
    int error = 0;
    auto reads = gevent::spawn([&] {
        char c;
        ssize_t const count = ::read(both.a, &c, 1);
        error = errno;
        return count;
    });
    gevent::sleep(0);
    BOOST_TEST(::dup2(others.a, both.a) == both.a);
    ::send(others.b, "x", 1, 0);
    BOOST_TEST(reads.get() == -1);
    BOOST_TEST(error == EBADF);
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_was_closed_unseen_is_no_trap)
{
    // What fclose() closes, inside of the C library, is seen by nobody; its number is used again.
    auto* const close_unseen = quartet::gevent::monkey::get_original<int(int)>("close");
    for (int i = 0; i != 3; ++i)
    {
        pair_of_sockets both;
        auto reads = gevent::spawn([&] {
            char c = 0;
            ::recv(both.a, &c, 1, 0);
            return c;
        });
        gevent::sleep(0);
        ::send(both.b, "x", 1, 0);
        BOOST_TEST(reads.get() == 'x');
        close_unseen(std::exchange(both.a, -1));
    }
}

BOOST_AUTO_TEST_CASE(errno_is_of_each_greenlet)
{
    pair_of_sockets both;
    auto reads = gevent::spawn([&] {
        errno = E2BIG;
        char c;
        ::recv(both.a, &c, 1, 0);
        return errno;
    });
    auto fails = gevent::spawn([&] {
        ::close(-1);
        ::send(both.b, "x", 1, 0);
    });
    BOOST_TEST(reads.get() == E2BIG);
}

BOOST_AUTO_TEST_CASE(who_is_killed_fails_with_ECANCELED_and_ends_in_the_next_wait)
{
    pair_of_sockets both;
    std::vector<int> errors;
    bool has_gone_on = false;
    auto reads = gevent::spawn([&] {
        char c;
        for (int i = 0; i != 2; ++i)
        {
            if (::recv(both.a, &c, 1, 0) < 0)
            {
                errors.push_back(errno);
            }
        }
        gevent::sleep(0);
        has_gone_on = true;
    });
    gevent::sleep(0);
    reads.kill();
    BOOST_TEST(errors == (std::vector{ECANCELED, ECANCELED}), boost::test_tools::per_element());
    BOOST_TEST(!has_gone_on);
}

BOOST_AUTO_TEST_CASE(a_timeout_that_is_over_ends_the_call_and_not_what_comes_later)
{
    pair_of_sockets both;
    auto other = gevent::spawn([] { gevent::sleep(0.001); });
    auto reads = gevent::spawn([&] {
        int error = 0;
        {
            gevent::Timeout const limit = gevent::Timeout::start_new(0.005);
            char c;
            error = ::recv(both.a, &c, 1, 0) < 0 ? errno : 0;
        }
        gevent::sleep(0.001);  // its Timeout is gone
        return error;
    });
    BOOST_TEST(reads.get() == ECANCELED);
}

BOOST_AUTO_TEST_SUITE_END()
