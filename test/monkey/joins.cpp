// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Who joins a thread lets others run, also where locks are not patched: libraries join threads of theirs.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>
#include <quartet/threading.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "support/patched.hpp"
#include "support/timeouts.hpp"

namespace gevent = quartet::gevent;

BOOST_FIXTURE_TEST_SUITE(monkey_joins, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(who_is_joined_may_wait_for_another_greenlet)
{
    BOOST_TEST(!gevent::monkey::is_module_patched("thread"));
    std::atomic<bool> may_end = false;
    std::thread thread([&] { may_end.wait(false); });
    auto permits = gevent::spawn([&] {
        may_end = true;
        may_end.notify_all();
    });
    thread.join();
    BOOST_TEST(permits.ready());
}

BOOST_AUTO_TEST_CASE(two_join_a_thread_that_takes_its_time_to_end)
{
    struct last_object
    {
        ~last_object() { quartet_test::pass(std::chrono::milliseconds(20)); }
        int used = 0;
    };
    quartet::threading::Thread thread([] {
        static thread_local last_object last;
        ++last.used;
    });
    thread.start();
    auto const join = [&] { thread.join(); };
    std::array const both{gevent::spawn(join), gevent::spawn(join)};
    gevent::joinall(both);
    BOOST_TEST(!thread.is_alive());
}

BOOST_AUTO_TEST_SUITE_END()
