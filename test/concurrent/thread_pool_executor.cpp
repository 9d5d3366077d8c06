// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What only threads do; the rest is in executor.cpp.
#include <quartet/concurrent/futures/thread_pool_executor.hpp>
#include <quartet/concurrent/futures/wait.hpp>
#include <quartet/threading/barrier.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
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

BOOST_AUTO_TEST_CASE(a_task_waits_for_another_one_that_runs)
{
    ThreadPoolExecutor ex(2);
    Event go;
    auto const running = ex.submit([&] {
        go.wait();
        return 1;
    });
    poll_until([&] { return running.running(); });
    Event waits;
    auto const waiting = ex.submit([&] {
        waits.set();
        return running.result() + 1;
    });
    waits.wait();
    go.set();
    BOOST_TEST(waiting.result() == 2);
}

BOOST_AUTO_TEST_CASE(whoever_waited_for_a_finished_task_is_in_no_circle)
{
    // Of two threads, each again and again waits for what the other one has just finished.
    ThreadPoolExecutor ex(2);
    for (int i = 0; i != 2000; ++i)
    {
        std::atomic<bool> go = false;
        std::optional<Future<void>> second;
        auto const first = ex.submit([&] {
            while (!go)
            {}
        });
        std::atomic<bool> known = false;
        second = ex.submit([&] {
            while (!known)
            {}
            first.result();
        });
        auto const third = ex.submit([&] { second->result(); });
        known = true;
        for (int n = i % 100; n != 0; --n)
        {
            std::this_thread::yield();
        }
        go = true;
        third.result();
        second->result();
    }
}

BOOST_AUTO_TEST_CASE(who_waits_with_a_limit_is_in_no_circle)
{
    ThreadPoolExecutor ex(2);
    std::optional<Future<int>> a;
    std::optional<Future<int>> b;
    Event both;
    a = ex.submit([&] {
        both.wait();
        try
        {
            return b->result(0.001);
        }
        catch (quartet::TimeoutError const&)
        {
            return 1;
        }
    });
    b = ex.submit([&] {
        both.wait();
        return a->result() + 1;
    });
    poll_until([&] { return a->running() && b->running(); });
    both.set();
    BOOST_TEST(a->result() == 1);
    BOOST_TEST(b->result() == 2);
}

BOOST_AUTO_TEST_CASE(a_circle_over_two_pools_is_an_error)
{
    ThreadPoolExecutor one(1);
    ThreadPoolExecutor other(1);
    std::optional<Future<int>> a;
    std::optional<Future<int>> b;
    Event both;
    a = one.submit([&] {
        both.wait();
        return b->result();
    });
    b = other.submit([&] {
        both.wait();
        return a->result();
    });
    both.set();
    BOOST_CHECK_THROW(a->result(), quartet::RuntimeError);
    BOOST_CHECK_THROW(b->result(), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(several_tasks_may_shut_down_their_own_pool)
{
    ThreadPoolExecutor ex(2);
    threading::Barrier both(2);
    auto const shut_down = [&] {
        both.wait();
        ex.shutdown();
    };
    auto const a = ex.submit(shut_down);
    auto const b = ex.submit(shut_down);
    a.result();
    b.result();
}

BOOST_AUTO_TEST_CASE(what_the_user_sets_stays)
{
    ThreadPoolExecutor ex(1);
    Event go;
    auto f = ex.submit([&] {
        go.wait();
        return 1;
    });
    poll_until([&] { return f.running(); });
    f.set_result(2);
    go.set();
    BOOST_TEST(ex.submit([] { return 3; }).result() == 3);
    BOOST_TEST(f.result() == 2);
}

BOOST_AUTO_TEST_CASE(each_thread_has_its_own_copies_for_the_initializer)
{
    std::atomic<int> total = 0;
    threading::Barrier both(2);
    ThreadPoolExecutor ex(
        2,
        "",
        [&](int& n) {
            ++n;
            both.wait();
            total += n;
        },
        5);
    auto const a = ex.submit([&] { both.wait(); });
    auto const b = ex.submit([&] { both.wait(); });
    a.result();
    b.result();
    BOOST_TEST(total == 12);
}

BOOST_AUTO_TEST_CASE(a_cancelled_call_keeps_nothing)
{
    ThreadPoolExecutor ex(1);
    Event go;
    ex.submit([&] { go.wait(); });
    auto const owned = std::make_shared<int>(7);
    auto f = ex.submit([owned] {});
    f.cancel();
    BOOST_TEST(owned.use_count() == 1);
    go.set();
}

BOOST_AUTO_TEST_CASE(results_of_map_may_outlive_the_executor)
{
    auto results = [] {
        ThreadPoolExecutor ex(2);
        return ex.map(
            {.buffersize = 2}, [](int x) { return x; }, std::vector{1, 2, 3});
    }();
    BOOST_CHECK_THROW(results.next(), quartet::RuntimeError);
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
