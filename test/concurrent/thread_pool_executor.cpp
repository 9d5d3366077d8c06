// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What only threads do; the rest is in executor.cpp.
#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/concurrent/futures/wait.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/poll_until.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace threading = quartet::threading;
using futures::Future;
using futures::ThreadPoolExecutor;
using quartet_test::poll_until;
using threading::Event;

struct leaves_no_thread
{
    ~leaves_no_thread() { BOOST_TEST(threading::active_count() == 1); }
};

BOOST_FIXTURE_TEST_SUITE(thread_pool_executor, leaves_no_thread)

BOOST_AUTO_TEST_CASE(threads_come_when_they_are_needed)
{
    ThreadPoolExecutor ex(4);
    BOOST_TEST(threading::active_count() == 1);
    ex.submit([] {}).result();
    BOOST_TEST(threading::active_count() == 2);
    Event go;
    std::vector<Future<void>> all;
    for (int i = 0; i != 8; ++i)
    {
        all.push_back(ex.submit([&] { go.wait(); }));
    }
    BOOST_TEST(threading::active_count() == 5);
    go.set();
}

BOOST_AUTO_TEST_CASE(threads_have_names)
{
    ThreadPoolExecutor ex(1, "worker");
    BOOST_TEST(ex.submit([] { return threading::current_thread().name(); }).result() == "worker_0");
    ThreadPoolExecutor unnamed(1);
    BOOST_TEST(unnamed.submit([] { return threading::current_thread().name(); })
                   .result()
                   .starts_with("ThreadPoolExecutor-"));
}

BOOST_AUTO_TEST_CASE(each_thread_runs_the_initializer)
{
    std::atomic<int> total = 0;
    Event go;
    {
        ThreadPoolExecutor ex(
            3, "", [&](int n) { total += n; }, 5);
        for (int i = 0; i != 3; ++i)
        {
            ex.submit([&] { go.wait(); });
        }
        go.set();
    }
    BOOST_TEST(total == 15);
}

BOOST_AUTO_TEST_CASE(arguments_and_results_need_not_be_copied)
{
    ThreadPoolExecutor ex(1);
    auto f = ex.submit(
        [](std::unique_ptr<int> p) {
            ++*p;
            return p;
        },
        std::make_unique<int>(1));
    BOOST_TEST(*f.result() == 2);
}

BOOST_AUTO_TEST_CASE(the_function_is_destroyed_when_it_was_called)
{
    auto const owned = std::make_shared<int>();
    ThreadPoolExecutor ex(1);
    auto f = ex.submit([owned] {});
    f.result();
    BOOST_TEST(owned.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_task_that_waits_on_its_own_full_pool_helps)
{
    ThreadPoolExecutor ex(1);
    auto f = ex.submit([&] {
        auto inner = ex.submit([&] { return ex.submit([] { return 20; }).result() + 1; });
        return inner.result() * 2;
    });
    BOOST_TEST(f.result() == 42);
}

BOOST_AUTO_TEST_CASE(waiting_for_several_of_its_own_pool_helps_too)
{
    ThreadPoolExecutor ex(1);
    auto f = ex.submit([&] {
        std::vector<Future<int>> all;
        for (int i = 0; i != 5; ++i)
        {
            all.push_back(ex.submit([i] { return i; }));
        }
        int total = int(futures::wait(all, {}, futures::FIRST_COMPLETED).done.size());
        for (auto const& each : futures::as_completed(all))
        {
            total += each.result();
        }
        for (int each : ex.map([](int x) { return x; }, std::vector{10, 20}))
        {
            total += each;
        }
        return total;
    });
    BOOST_TEST(f.result() == 41);
}

BOOST_AUTO_TEST_CASE(a_wait_with_a_limit_only_waits)
{
    ThreadPoolExecutor ex(1);
    auto f = ex.submit([&] {
        auto inner = ex.submit([] { return 1; });
        try
        {
            return inner.result(0.001);
        }
        catch (futures::TimeoutError const&)
        {
            return 2;
        }
    });
    BOOST_TEST(f.result() == 2);
}

BOOST_AUTO_TEST_CASE(tasks_that_wait_for_each_other_get_an_error)
{
    ThreadPoolExecutor ex(2);
    std::optional<Future<int>> a;
    std::optional<Future<int>> b;
    Event both;
    a = ex.submit([&] {
        both.wait();
        return b->result();
    });
    b = ex.submit([&] {
        both.wait();
        return a->result();
    });
    poll_until([&] { return a->running() && b->running(); });
    both.set();
    BOOST_CHECK_THROW(a->result(), quartet::RuntimeError);
    BOOST_CHECK_THROW(b->result(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(a_task_that_waits_for_itself_gets_an_error)
{
    ThreadPoolExecutor ex(1);
    std::optional<Future<int>> self;
    Event known;
    self = ex.submit([&] {
        known.wait();
        return self->result();
    });
    known.set();
    BOOST_CHECK_THROW(self->result(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(a_task_may_shut_down_its_own_pool)
{
    ThreadPoolExecutor ex(2);
    ex.submit([&] { ex.shutdown(); }).result();
    BOOST_CHECK_THROW(ex.submit([] {}), quartet::RuntimeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
