// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/timer.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>

namespace {

namespace threading = quartet::threading;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(timer)

BOOST_AUTO_TEST_CASE(it_waits_and_calls)
{
    auto const start = std::chrono::steady_clock::now();
    std::atomic<int> given = 0;
    threading::Timer t(
        0.02, [&](int n) { given = n; }, 7);
    t.start();
    t.join();
    BOOST_TEST(given == 7);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 20ms));
}

BOOST_AUTO_TEST_CASE(a_cancelled_one_does_not_call)
{
    std::atomic<bool> called = false;
    threading::Timer t(std::nullopt, [&] { called = true; });
    t.start();
    t.cancel();
    t.cancel();
    t.join();
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(it_can_be_cancelled_before_it_starts)
{
    std::atomic<bool> called = false;
    threading::Timer t(0, [&] { called = true; });
    t.cancel();
    t.start();
    t.join();
    BOOST_TEST(!called);
}

BOOST_AUTO_TEST_CASE(it_goes_on_without_its_object)
{
    threading::Event called;
    {
        threading::Timer t(0.001, [&] { called.set(); });
        t.start();
    }
    BOOST_TEST(called.wait());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
