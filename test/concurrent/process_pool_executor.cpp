// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What only processes do; the rest is in executor.cpp.
#include <quartet/concurrent/futures/process_pool_executor.hpp>
#include <quartet/concurrent/futures/wait.hpp>
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/errors.hpp>
#include <quartet/multiprocessing/event.hpp>
#include <quartet/multiprocessing/process.hpp>
#include <quartet/threading/event.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"
#include "support/send_signal.hpp"
#include "support/shared_names.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace mp = quartet::multiprocessing;
using futures::BrokenProcessPool;
using futures::Future;
using futures::ProcessPoolExecutor;
using quartet_test::leaves_no_name;
using quartet_test::poll_until;

int square(int x)
{
    return x * x;
}

int wait_for(mp::Event go)
{
    go.wait();
    return 1;
}

int die(int signal)
{
    return ::raise(signal);
}

pid_t own_pid(int)
{
    return ::getpid();
}

struct unsendable
{
    template <class Archive>
    void serialize(Archive&, unsigned)
    {
        throw quartet::ValueError("cannot be sent");
    }
};

struct unreadable
{
    template <class Archive>
    void save(Archive&, unsigned) const
    {}
    template <class Archive>
    void load(Archive&, unsigned)
    {
        throw quartet::ValueError("cannot be read");
    }
    BOOST_SERIALIZATION_SPLIT_MEMBER()
};

BOOST_FIXTURE_TEST_SUITE(process_pool_executor, leaves_no_name)

BOOST_AUTO_TEST_CASE(a_killed_worker_fails_its_own_task_alone)
{
    ProcessPoolExecutor ex(2);
    mp::Event go;
    auto other = ex.submit(wait_for, go);
    auto killed = ex.submit(die, SIGKILL);
    std::vector<Future<int>> rest;
    for (int i = 0; i != 20; ++i)
    {
        rest.push_back(ex.submit(square, i));
    }
    try
    {
        killed.result();
        BOOST_FAIL("nobody died");
    }
    catch (mp::WorkerLostError const& error)
    {
        BOOST_TEST(error.pid() > 0);
        BOOST_TEST(error.signal().value() == SIGKILL);
    }
    for (int i = 0; i != 20; ++i)
    {
        BOOST_TEST(rest[std::size_t(i)].result() == i * i);
    }
    go.set();
    BOOST_TEST(other.result() == 1);
}

BOOST_AUTO_TEST_CASE(any_number_of_workers_may_die)
{
    ProcessPoolExecutor ex(2);
    std::vector<Future<int>> all;
    for (int i = 0; i != 12; ++i)
    {
        all.push_back(i % 2 == 0 ? ex.submit(die, SIGKILL) : ex.submit(square, i));
    }
    for (int i = 0; i != 12; ++i)
    {
        if (i % 2 == 0)
        {
            BOOST_CHECK_THROW(all[std::size_t(i)].result(), mp::WorkerLostError);
        }
        else
        {
            BOOST_TEST(all[std::size_t(i)].result() == i * i);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_worker_is_replaced_after_its_tasks)
{
    ProcessPoolExecutor ex({.max_tasks_per_child = 2}, 1);
    std::multiset<pid_t> pids;
    for (pid_t each : ex.map(own_pid, std::vector{1, 2, 3, 4, 5, 6}))
    {
        pids.insert(each);
    }
    for (pid_t const each : pids)
    {
        BOOST_TEST(pids.count(each) == 2u);
    }
    BOOST_CHECK_THROW(ProcessPoolExecutor({.max_tasks_per_child = 0}, 1), quartet::ValueError);
}

BOOST_DATA_TEST_CASE(workers_can_be_ended, boost::unit_test::data::make({SIGTERM, SIGKILL}), signal)
{
    ProcessPoolExecutor ex(2);
    mp::Event never;
    auto running = ex.submit(wait_for, never);
    poll_until([&] { return running.running(); });
    std::vector<Future<int>> pending;
    for (int i = 0; i != 10; ++i)
    {
        pending.push_back(ex.submit(wait_for, never));
    }
    pending[3].cancel();
    signal == SIGTERM ? ex.terminate_workers() : ex.kill_workers();
    BOOST_CHECK_THROW(running.result(), BrokenProcessPool);
    BOOST_CHECK_THROW(pending[0].result(), BrokenProcessPool);
    BOOST_CHECK_THROW(pending[3].result(), futures::CancelledError);
    BOOST_CHECK_THROW(ex.submit(square, 1), quartet::RuntimeError);
    ex.kill_workers();
}

BOOST_AUTO_TEST_CASE(a_task_that_cannot_be_sent_fails_alone)
{
    ProcessPoolExecutor ex(1);
    auto f = ex.submit([](unsendable) {}, unsendable());
    BOOST_CHECK_THROW(f.result(), quartet::ValueError);
    BOOST_TEST(ex.submit(square, 2).result() == 4);
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_fails_alone)
{
    ProcessPoolExecutor ex(1);
    auto f = ex.submit([] { return unreadable(); });
    BOOST_CHECK_THROW(f.result(), quartet::ValueError);
    BOOST_TEST(ex.submit(square, 2).result() == 4);
}

BOOST_AUTO_TEST_CASE(waiting_for_the_pool_in_a_callback_of_it_is_an_error)
{
    ProcessPoolExecutor ex(1);
    mp::Event go;
    mp::Event never;
    bool threw = false;
    auto later = ex.submit(wait_for, go);
    auto const other = ex.submit(wait_for, never);
    later.add_done_callback([&](Future<int> const&) {
        try
        {
            other.result();
        }
        catch (quartet::RuntimeError const&)
        {
            threw = true;
        }
        never.set();
    });
    go.set();
    ex.shutdown();
    BOOST_TEST(threw);
}

BOOST_AUTO_TEST_CASE(a_callback_hears_of_a_future_that_nobody_holds)
{
    mp::Event go;
    int got = 0;
    {
        ProcessPoolExecutor ex(1);
        ex.submit(wait_for, go).add_done_callback([&](Future<int> const& f) { got = f.result(); });
        go.set();
    }
    BOOST_TEST(got == 1);
}

BOOST_AUTO_TEST_CASE(no_process_is_left)
{
    std::set<pid_t> pids;
    {
        ProcessPoolExecutor ex(2);
        for (pid_t each : ex.map(own_pid, std::vector{1, 2, 3, 4}))
        {
            pids.insert(each);
        }
    }
    for (pid_t const each : pids)
    {
        BOOST_TEST(::kill(each, 0) == -1);
    }
}

BOOST_AUTO_TEST_CASE(waiting_for_several_in_a_callback_is_an_error_too)
{
    ProcessPoolExecutor ex(1);
    mp::Event go;
    mp::Event never;
    int errors = 0;
    auto later = ex.submit(wait_for, go);
    auto const other = ex.submit(wait_for, never);
    later.add_done_callback([&](Future<int> const& done) {
        std::vector const both{done, other};
        try
        {
            futures::wait(both);
        }
        catch (quartet::RuntimeError const&)
        {
            ++errors;
        }
        try
        {
            for (auto const& each : futures::as_completed(both))
            {
                each.result();
            }
        }
        catch (quartet::RuntimeError const&)
        {
            ++errors;
        }
        never.set();
    });
    go.set();
    ex.shutdown();
    BOOST_TEST(errors == 2);
}

BOOST_AUTO_TEST_CASE(a_forked_child_can_drop_its_copies)
{
    auto ex = std::make_unique<ProcessPoolExecutor>(1);
    mp::Event go;
    auto running = ex->submit(wait_for, go);
    auto pending = ex->submit(square, 2);
    poll_until([&] { return running.running(); });
    auto results =
        std::make_unique<futures::map_results<int>>(ex->map(square, std::vector{1, 2, 3}));
    bool called = false;
    pending.add_done_callback([&](Future<int> const&) { called = true; });
    quartet_test::forked_peer child([&] {
        bool refused = false;
        try
        {
            ex->submit(square, 3);
        }
        catch (quartet::RuntimeError const&)
        {
            refused = true;
        }
        bool const cancelled = !running.running() && pending.cancel() && called;
        results.reset();
        ex->kill_workers();
        ex.reset();
        return refused && cancelled;
    });
    BOOST_TEST(child.wait() == 0);
    go.set();
    BOOST_TEST(running.result() == 1);
    BOOST_TEST(pending.result() == 4);
    BOOST_TEST(results->next().value() == 1);
}

BOOST_AUTO_TEST_CASE(what_the_user_sets_stays)
{
    ProcessPoolExecutor ex(1);
    mp::Event go;
    auto f = ex.submit(wait_for, go);
    f.set_exception(std::make_exception_ptr(quartet::ValueError("mine")));
    go.set();
    BOOST_TEST(ex.submit(square, 2).result() == 4);
    BOOST_CHECK_THROW(f.result(), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(results_of_map_may_outlive_the_executor)
{
    auto results = [] {
        ProcessPoolExecutor ex(2);
        return ex.map({.buffersize = 2}, square, std::vector{1, 2, 3});
    }();
    BOOST_CHECK_THROW(results.next(), quartet::RuntimeError);
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(a_callback_may_drop_the_executor_and_the_last_future)
{
    auto ex = std::make_unique<ProcessPoolExecutor>(1);
    mp::Event go;
    std::optional<Future<int>> f = ex->submit(wait_for, go);
    auto const last = ex->submit(square, 3);
    quartet::threading::Event dropped;
    f->add_done_callback([&](Future<int> const&) {
        f.reset();
        ex.reset();
        dropped.set();
    });
    go.set();
    dropped.wait();
    BOOST_TEST(last.result() == 9);
    poll_until([] { return mp::active_children().empty(); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
