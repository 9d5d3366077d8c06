// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/detail/loop/event_loop.hpp"

#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/event.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>

#include "support/sanitizers.hpp"

namespace {

namespace gevent = quartet::gevent;

BOOST_AUTO_TEST_SUITE(event_loops)

BOOST_AUTO_TEST_CASE(to_be_woken_by_a_thread_that_ends_at_once_is_no_deadlock)
{
    static_cast<void>(gevent::get_hub());
    for (int i = 0; i != 2000; ++i)
    {
        gevent::event::Event event;
        std::thread other([&] { event.set(); });
        BOOST_REQUIRE_NO_THROW(event.wait());
        BOOST_REQUIRE_NO_THROW(gevent::sleep(0));
        other.join();

        gevent::event::AsyncResult<> const result;
        gevent::event::AsyncResult<> const called;
        result.rawlink(called);
        std::thread another([=] { result.set(); });
        BOOST_REQUIRE_NO_THROW(called.get());
        another.join();
    }
}

// ThreadSanitizer has a thread of its own, so somebody always could.
BOOST_AUTO_TEST_CASE(
    to_wait_for_what_nobody_can_bring_about_is_one,
    *boost::unit_test::enable_if<!quartet_test::is_thread_sanitizer>())
{
    gevent::event::Event event;
    BOOST_CHECK_THROW(event.wait(), gevent::LoopExit);
}

BOOST_AUTO_TEST_CASE(a_time_that_nobody_waits_for_any_more_does_not_keep_the_loop_from_being_idle)
{
    auto waits = gevent::spawn([] { gevent::sleep(1000); });
    gevent::sleep(0.001);
    waits.kill();
    BOOST_TEST(gevent::get_hub().join(900));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
