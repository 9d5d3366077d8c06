// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/util.hpp>
#include <quartet/queue/queue.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/poll_until.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace util = quartet::gevent::util;
using quartet::threading::Event;

bool has(std::string const& text, std::string const& part)
{
    return text.find(part) != std::string::npos;
}

[[gnu::noinline]] void wait_in_a_function_of_the_test(Event& event)
{
    event.wait();
    asm volatile("");
}

std::atomic<bool> go_on{false};

[[gnu::noinline]] void compute_in_a_function_of_the_test()
{
    while (!go_on)
    {}
    asm volatile("");
}

BOOST_AUTO_TEST_SUITE(util_)

BOOST_AUTO_TEST_CASE(run_info_tells_where_each_greenlet_waits_and_for_how_long)
{
    Event event;
    quartet::queue::Queue<int> q;
    auto a = gevent::spawn({.name = "anna"}, wait_in_a_function_of_the_test, std::ref(event));
    auto b = gevent::spawn({.name = "berta"}, [&] { return q.get(); });
    auto c = gevent::spawn_later(3600, [] {});
    c.name("carla");
    gevent::sleep();
    std::string const text = gevent::spawn({.name = "dora"}, util::format_run_info).get();
    BOOST_TEST(has(text, "anna: waits in Event.wait for "), text);
    BOOST_TEST(has(text, "wait_in_a_function_of_the_test"), text);
    BOOST_TEST(has(text, "berta: waits in Queue.get for "), text);
    BOOST_TEST(has(text, "carla: has not begun"), text);
    BOOST_TEST(has(text, "dora: runs"), text);
    BOOST_TEST(has(text, "MainThread"), text);
    event.set();
    q.put(1);
    a.join();
    BOOST_TEST(b.get() == 1);
    c.kill();
    std::ostringstream out;
    util::print_run_info(out);
    BOOST_TEST(!has(out.str(), "anna"));
}

BOOST_AUTO_TEST_CASE(run_info_tells_of_other_threads_and_their_greenlets)
{
    Event stop;
    Event begun;
    quartet::threading::Thread looping({.name = "looping"}, [&] {
        auto g = gevent::spawn({.name = "emma"}, wait_in_a_function_of_the_test, std::ref(stop));
        gevent::sleep();
        begun.set();
        g.join();
    });
    looping.start();
    quartet::threading::Thread computing({.name = "computing"}, compute_in_a_function_of_the_test);
    computing.start();
    begun.wait();
    std::string const text = util::format_run_info();
    BOOST_TEST(has(text, "Greenlets of looping"), text);
    BOOST_TEST(has(text, "emma: waits in Event.wait"), text);
    BOOST_TEST(has(text, "computing, id "), text);
    BOOST_TEST(has(text, "compute_in_a_function_of_the_test"), text);
    go_on = true;
    stop.set();
    looping.join();
    computing.join();
    go_on = false;
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_keeps_its_loop_from_others_is_reported_once_with_its_stack)
{
    std::mutex mutex;
    std::vector<util::EventLoopBlocked> reports;  // guarded by it
    {
        util::PeriodicMonitoringThread monitor(
            {.max_blocking_time = 0.02, .on_blocked = [&](util::EventLoopBlocked const& about) {
                 std::lock_guard const lock(mutex);
                 reports.push_back(about);
                 go_on = true;
             }});
        gevent::spawn({.name = "hog"}, compute_in_a_function_of_the_test).join();
        gevent::spawn({.name = "waiter"}, [] { gevent::sleep(0.1); }).join();
    }
    go_on = false;
    BOOST_REQUIRE(reports.size() >= 1u);
    BOOST_TEST(reports.front().greenlet == "hog");
    BOOST_TEST(reports.front().blocking_time >= 0.02);
    BOOST_TEST(has(reports.front().stack, "compute_in_a_function_of_the_test"));
    for (auto const& each : reports)
    {
        BOOST_TEST(each.greenlet != "waiter");
    }
}

BOOST_AUTO_TEST_CASE(a_limit_that_makes_no_sense_is_an_error_that_names_it)
{
    for (quartet::timeout const limit : {quartet::timeout(0), quartet::timeout(-1), {}})
    {
        BOOST_CHECK_EXCEPTION(
            util::PeriodicMonitoringThread({.max_blocking_time = limit}),
            quartet::ValueError,
            [](auto const& error) { return has(error.what(), "max_blocking_time"); });
    }
}

BOOST_AUTO_TEST_CASE(where_the_program_handles_the_signal_itself_stacks_are_left_out)
{
    struct sigaction mine = {};
    mine.sa_handler = [](int) {};
    struct sigaction before = {};
    ::sigaction(SIGURG, &mine, &before);
    Event stop;
    quartet::threading::Thread other([&] { stop.wait(); });
    other.start();
    BOOST_TEST(has(util::format_run_info(), "(it does not answer)"));
    stop.set();
    other.join();
    ::sigaction(SIGURG, &before, nullptr);
}

BOOST_AUTO_TEST_CASE(a_report_that_throws_does_not_end_the_program)
{
    std::atomic<int> reports{0};
    util::PeriodicMonitoringThread const monitor(
        {.max_blocking_time = 0.005, .on_blocked = [&](util::EventLoopBlocked const&) {
             ++reports;
             throw std::runtime_error("no report");
         }});
    auto hog = gevent::spawn([&] {
        while (reports == 0)
        {}
    });
    hog.join();
    BOOST_TEST(reports == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
