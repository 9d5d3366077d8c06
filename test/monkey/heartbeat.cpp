// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What the tests of libraries see of a thread that is blocked.
#include "support/heartbeat.hpp"

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <ctime>
#include <unistd.h>

#include "support/patched.hpp"

namespace gevent = quartet::gevent;
using quartet_test::share_of_heartbeats;

namespace {

/// Half a second of the processor's time.
void work_on()
{
    auto const used = [] {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
    };
    double const begin = used();
    while (used() - begin < 0.5)
    {}
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_heartbeat, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(it_goes_on_while_others_wait)
{
    BOOST_TEST(share_of_heartbeats([] { gevent::sleep(0.2); }) >= quartet_test::least_share);
}

BOOST_AUTO_TEST_CASE(it_stops_where_the_thread_is_blocked)
{
    auto* const usleep = gevent::monkey::get_original<int(useconds_t)>("usleep");
    BOOST_TEST(share_of_heartbeats([&] {
                   gevent::sleep(0.02);
                   usleep(200'000);
                   gevent::sleep(0.02);
               }) < 0.4);
}

BOOST_AUTO_TEST_CASE(it_stops_where_somebody_lets_nobody_run)
{
    BOOST_TEST(share_of_heartbeats(work_on) < 0.4);
}

BOOST_AUTO_TEST_SUITE_END()
