// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/with_timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::Timeout;
using gevent::timeout_value;
using gevent::with_timeout;
using namespace quartet_test;
using namespace std::chrono_literals;

int slow(int value)
{
    gevent::sleep(3600);
    return value;
}

int quick(int value)
{
    gevent::sleep(0);
    return value;
}

BOOST_FIXTURE_TEST_SUITE(with_timeouts, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(what_is_in_time_is_given)
{
    BOOST_TEST(with_timeout(10, quick, 3) == 3);
    BOOST_TEST(with_timeout(std::nullopt, quick, 3) == 3);
    BOOST_TEST(with_timeout(timeout_value{-1}, 10, quick, 3) == 3);
    auto moved = with_timeout(
        1, [](std::unique_ptr<int> p) { return p; }, std::make_unique<int>(7));
    BOOST_TEST(*moved == 7);
    int here = 1;
    with_timeout(
        1, [](int& at) -> int& { return at; }, here) = 5;
    BOOST_TEST(here == 5);
    bool called = false;
    with_timeout(1, [&] { called = true; });
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_CASE(what_is_late_throws_or_gives_the_value)
{
    BOOST_CHECK_THROW(with_timeout(1ms, slow, 3), Timeout);
    BOOST_CHECK_THROW(with_timeout(0, quick, 3), Timeout);
    BOOST_TEST(with_timeout(timeout_value{-1}, 1ms, slow, 3) == -1);
    auto const text = [] {
        slow(1);
        return std::string("in time");
    };
    BOOST_TEST(with_timeout(timeout_value{"late"}, 1ms, text) == "late");
    std::optional<int> const none = with_timeout(timeout_value{std::nullopt}, 1ms, slow, 3);
    BOOST_TEST(!none.has_value());
}

BOOST_AUTO_TEST_CASE(only_its_own_timer_is_caught)
{
    auto const outer = Timeout::start_new(1ms);
    try
    {
        with_timeout(timeout_value{-1}, 10, slow, 3);
        BOOST_ERROR("nothing was thrown");
    }
    catch (Timeout const& caught)
    {
        BOOST_TEST((caught == outer));
    }
    int const value = with_timeout(
        timeout_value{-1}, 10, [] { return with_timeout(timeout_value{-2}, 1ms, slow, 3); });
    BOOST_TEST(value == -2);
    BOOST_CHECK_THROW(
        with_timeout(
            timeout_value{-1}, 1, [](int) -> int { throw std::out_of_range("x"); }, 1),
        std::out_of_range);
}

BOOST_AUTO_TEST_CASE(afterwards_it_is_cancelled)
{
    with_timeout(1ms, [] {});
    with_timeout(timeout_value{1}, 0, [] { return 2; });
    gevent::sleep(3ms);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
