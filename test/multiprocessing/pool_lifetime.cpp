// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// How a pool ends.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "pool_case.hpp"
#include "support/send_signal.hpp"

namespace {

using namespace quartet_test;

void work_for_ever(mp::Event begun)
{
    begun.set();
    poll_until([] { return false; });
}

void ignore_sigterm_for_ever(mp::Event begun)
{
    std::signal(SIGTERM, SIG_IGN);
    work_for_ever(begun);
}

/// A pool whose only worker is at an endless task.
struct busy_pool
{
    mp::Event begun;
    mp::Pool pool;
    mp::AsyncResult<void> endless;

    explicit busy_pool(std::string const& method = "spawn", void (*task)(mp::Event) = work_for_ever)
        : pool(mp::get_context(method).Pool(1))
        , endless(pool.apply_async(task, begun))
    {
        begun.wait();
    }
};

bool all_gone()
{
    return workers().empty();
}

// A child process for what happens when one ends. It exits with `good`.

void exit_with_static_pool()
{
    static mp::Pool pool(2);
    static mp::AsyncResult<int> const result = pool.apply_async(square, 2);
    std::exit(result.get() == 4 ? good : 1);
}

void exit_with_busy_pool(bool ignoring)
{
    static busy_pool busy("spawn", ignoring ? ignore_sigterm_for_ever : work_for_ever);
    std::exit(good);
}

void exit_in_callback()
{
    mp::Pool pool(1);
    pool.apply_async(mp::AsyncOptions<int>{.callback = [](int) { std::exit(good); }}, square, 2);
    poll_until([] { return false; });
}

void drop_in_callback()
{
    auto pool = std::make_shared<mp::Pool>(1);
    std::atomic<bool> done = false;
    mp::Pool& used = *pool;
    used.apply_async(
        mp::AsyncOptions<int>{
            .callback =
                [owner = std::move(pool), &done](int) mutable {
                    const_cast<std::shared_ptr<mp::Pool>&>(owner).reset();
                    done = true;
                }},
        square,
        2);
    poll_until([&] { return done && all_gone(); });
    std::exit(good);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool_lifetime, pool_case)

// --- close and join ----------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(close_lets_the_workers_finish_and_join_waits_for_them, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    auto const result = pool.map_async(square, first(1000), 1);
    pool.close();
    pool.join();
    BOOST_TEST(result.ready());
    BOOST_TEST(result.get() == squares(1000), boost::test_tools::per_element());
    BOOST_TEST(all_gone());
}

BOOST_AUTO_TEST_CASE(join_before_close_is_refused)
{
    mp::Pool pool(1);
    BOOST_CHECK_THROW(pool.join(), quartet::ValueError);
    BOOST_TEST(pool.apply(square, 2) == 4);
}

BOOST_AUTO_TEST_CASE(close_join_and_terminate_may_be_repeated)
{
    mp::Pool pool(1);
    pool.close();
    pool.close();
    pool.join();
    pool.join();
    pool.terminate();
    pool.terminate();
    pool.join();
    pool.close();
}

BOOST_AUTO_TEST_CASE(a_closed_pool_takes_no_calls)
{
    auto const check = [](mp::Pool& pool) {
        std::string const text = "pool not running";
        BOOST_TEST(text_of<quartet::ValueError>([&] { pool.apply(square, 1); }) == text);
        BOOST_TEST(text_of<quartet::ValueError>([&] { pool.map(square, first(1)); }) == text);
        BOOST_TEST(text_of<quartet::ValueError>([&] { pool.imap(square, first(1)); }) == text);
        BOOST_TEST(
            text_of<quartet::ValueError>([&] { pool.imap_unordered(square, first(1)); }) == text);
        BOOST_TEST(text_of<quartet::ValueError>([&] { pool.apply_async(square, 1); }) == text);
    };
    mp::Pool pool(1);
    pool.close();
    check(pool);
    pool.join();
    check(pool);
    mp::Pool other(1);
    other.terminate();
    check(other);
}

BOOST_AUTO_TEST_CASE(joins_by_several_threads_all_return)
{
    busy_pool busy;
    busy.pool.close();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
    {
        threads.emplace_back([&] { busy.pool.join(); });
    }
    busy.pool.terminate();
    for (std::thread& each : threads)
    {
        each.join();
    }
}

BOOST_AUTO_TEST_CASE(a_lazy_iteration_over_a_closed_pool_goes_on_while_its_workers_live)
{
    mp::Event go;
    mp::Pool pool(1);
    auto const waits = pool.apply_async([](mp::Event e) { e.wait(); }, go);
    auto squared = pool.imap(square, first(50) | std::views::filter([](int) { return true; }));
    pool.close();
    go.set();
    std::vector<int> seen;
    for (int i = 0; i < 4; ++i)
    {
        seen.push_back(squared.next().value());
    }
    BOOST_TEST(seen == squares(4), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lazy_iteration_over_a_pool_that_was_joined_ends_with_an_error)
{
    mp::Pool pool(1);
    auto squared = pool.imap(square, std::views::iota(0));
    pool.close();
    pool.join();
    std::string const text = text_of<quartet::ValueError>([&] {
        for (int i = 0;; ++i)
        {
            BOOST_TEST((squared.next() == i * i));
        }
    });
    BOOST_TEST(text == "pool not running");
    BOOST_TEST(!squared.next());
}

// --- terminate ---------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(terminate_ends_endless_tasks, start_methods, method)
{
    busy_pool busy(method);
    auto const waiting = busy.pool.map_async(square, first(10));
    busy.pool.terminate();
    BOOST_TEST(all_gone());
    BOOST_TEST(busy.endless.ready());
    BOOST_TEST(!busy.endless.successful());
    BOOST_CHECK_THROW(busy.endless.get(), mp::ProcessError);
    BOOST_CHECK_THROW(waiting.get(), mp::ProcessError);
}

BOOST_DATA_TEST_CASE(terminate_ends_tasks_that_ignore_sigterm, start_methods, method)
{
    busy_pool busy(method, ignore_sigterm_for_ever);
    busy.pool.terminate();
    BOOST_TEST(all_gone());
}

BOOST_AUTO_TEST_CASE(terminate_ends_a_worker_that_is_stopped)
{
    busy_pool busy;
    quartet_test::send_signal(workers().at(0).pid().value(), SIGSTOP);
    busy.pool.terminate();
    BOOST_TEST(all_gone());
}

BOOST_AUTO_TEST_CASE(terminate_begins_no_further_task)
{
    mp::Value<int> begun;
    mp::Event first_begun;
    mp::Pool pool(1);
    auto const task = [](mp::Value<int> all, mp::Event event) {
        static std::sig_atomic_t volatile told = 0;
        std::signal(SIGTERM, [](int) { told = 1; });
        count(all);
        event.set();
        poll_until([] { return told != 0; });
    };
    std::vector<std::tuple<mp::Value<int>, mp::Event>> const tasks(10, {begun, first_begun});
    auto const result = pool.starmap_async(task, tasks, 1);
    first_begun.wait();
    pool.terminate();
    BOOST_CHECK_THROW(result.get(), mp::ProcessError);
    BOOST_TEST(counted(begun) == 1);
}

BOOST_DATA_TEST_CASE(the_destructor_terminates, start_methods, method)
{
    std::optional<mp::AsyncResult<void>> endless;
    {
        busy_pool busy(method);
        endless = busy.endless;
    }
    BOOST_TEST(all_gone());
    BOOST_CHECK_THROW(endless->get(), mp::ProcessError);
}

BOOST_AUTO_TEST_CASE(the_destructor_terminates_when_an_exception_passes)
{
    try
    {
        busy_pool busy;
        throw std::domain_error("on");
    }
    catch (std::domain_error const&)
    {}
    BOOST_TEST(all_gone());
}

BOOST_AUTO_TEST_CASE(whoever_waits_while_another_thread_terminates_gets_an_error)
{
    for (int round = 0; round < 20; ++round)
    {
        mp::Pool pool(1);
        std::atomic<int> failed = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i)
        {
            threads.emplace_back([&] {
                try
                {
                    for (;;)
                    {
                        pool.map(square, first(100), 1);
                    }
                }
                catch (mp::ProcessError const&)
                {
                    ++failed;
                }
                catch (quartet::ValueError const&)
                {
                    ++failed;
                }
            });
        }
        std::this_thread::sleep_for(std::chrono::microseconds(300 * round));
        pool.terminate();
        for (std::thread& each : threads)
        {
            each.join();
        }
        BOOST_TEST(failed == 3);
    }
}

BOOST_AUTO_TEST_CASE(pools_may_come_and_go_quickly)
{
    for (int i = 0; i < 30; ++i)
    {
        mp::Pool pool(2);
        auto const result = pool.apply_async(square, i);
        if (i % 2 == 0)
        {
            BOOST_TEST(result.get() == i * i);
        }
    }
}

// --- the end of the program --------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_static_pool_ends_with_its_process, start_methods, method)
{
    BOOST_TEST((run_process(method, exit_with_static_pool) == good));
}

BOOST_DATA_TEST_CASE(a_busy_pool_does_not_keep_a_process_from_ending, start_methods, method)
{
    BOOST_TEST((run_process(method, exit_with_busy_pool, false) == good));
    BOOST_TEST((run_process(method, exit_with_busy_pool, true) == good));
}

BOOST_DATA_TEST_CASE(a_callback_may_end_the_process, start_methods, method)
{
    BOOST_TEST((run_process(method, exit_in_callback) == good));
}

BOOST_DATA_TEST_CASE(a_callback_may_drop_the_last_reference_to_the_pool, start_methods, method)
{
    BOOST_TEST((run_process(method, drop_in_callback) == good));
}

BOOST_AUTO_TEST_SUITE_END()
