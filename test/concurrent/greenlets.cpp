// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Executors whose callers, or tasks, are greenlets.
#include <quartet/concurrent/futures.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <unistd.h>
#include <vector>

#include "support/asleep.hpp"
#include "support/poll_until.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace gevent = quartet::gevent;
namespace threading = quartet::threading;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(greenlets)

BOOST_AUTO_TEST_CASE(a_greenlet_that_waits_for_a_future_lets_others_run)
{
    futures::ThreadPoolExecutor threads(1);
    threading::Event go;
    auto const f = threads.submit([&] {
        go.wait();
        return 1;
    });
    auto const waits = gevent::spawn([&] { return f.result(); });
    auto const sets = gevent::spawn([&] { go.set(); });
    BOOST_TEST(waits.get() == 1);
    BOOST_TEST(sets.ready());
}

BOOST_AUTO_TEST_CASE(threads_without_work_do_not_hide_a_deadlock)
{
    gevent::get_hub();
    futures::ThreadPoolExecutor threads(3);
    std::vector<futures::Future<void>> all;
    for (int i = 0; i != 3; ++i)
    {
        all.push_back(threads.submit([] {}));
    }
    for (auto const& each : all)
    {
        each.result();
    }
    threading::Lock lock;
    lock.acquire();
    BOOST_CHECK_THROW(lock.acquire(), gevent::LoopExit);
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_thread_that_was_idle_is_in_no_deadlock)
{
    gevent::get_hub();
    futures::ThreadPoolExecutor threads(2);
    for (int i = 0; i != 2000; ++i)
    {
        BOOST_REQUIRE(threads.submit([i] { return i; }).result() == i);
    }
}

BOOST_AUTO_TEST_CASE(greenlets_of_a_task_wait_for_other_tasks_beside_it)
{
    // The second waits for the first, a greenlet of which waits for the second: no circle.
    futures::Future<int> second;
    futures::ThreadPoolExecutor threads(2);
    threading::Event is_known;
    threading::Event second_runs;
    std::atomic<pid_t> who_waits = 0;
    auto const first = threads.submit([&] {
        is_known.wait();
        second_runs.wait();  // otherwise we would run it ourselves
        gevent::spawn([&] { second.result(); });
        gevent::spawn([&] { second.exception(); });
        gevent::sleep(0);
        poll_until([&] { return who_waits != 0; });
        until_asleep(who_waits);
        return 1;
    });
    second = threads.submit([&] {
        second_runs.set();
        is_known.wait();
        who_waits = ::gettid();
        return first.result() + 1;
    });
    is_known.set();
    BOOST_TEST(second.result() == 2);
}

BOOST_AUTO_TEST_CASE(a_greenlet_that_a_task_leaves_goes_on_when_its_thread_has_nothing_to_do)
{
    futures::ThreadPoolExecutor threads(1);
    threading::Event go;
    threading::Event gone;
    threads
        .submit([&] {
            gevent::spawn([&] {
                go.wait();
                gone.set();
            });
        })
        .result();
    gevent::get_hub();
    go.set();
    BOOST_TEST(gone.wait());
}

BOOST_AUTO_TEST_CASE(a_killed_greenlet_waits_for_the_tasks_of_its_executor)
{
    threading::Event go;
    threading::Event runs;
    bool is_done = false;
    auto const owner = gevent::spawn([&] {
        futures::ThreadPoolExecutor threads(1);
        threads.submit([&] {
            runs.set();
            go.wait();
            is_done = true;
        });
        gevent::sleep(std::nullopt);
    });
    runs.wait();
    owner.kill(nullptr, false);
    gevent::sleep(0);
    owner.kill(nullptr, false);  // in the destructor of the executor
    gevent::sleep(0);
    BOOST_TEST(!owner.ready());
    go.set();
    owner.join();
    BOOST_TEST(is_done);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
