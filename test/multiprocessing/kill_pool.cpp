// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Workers of a pool that are killed: before, in and after a task.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <ranges>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "pool_case.hpp"
#include "support/send_signal.hpp"

namespace {

using namespace quartet_test;

pid_t only_worker()
{
    auto const all = workers();
    BOOST_REQUIRE(all.size() == 1u);
    return all[0].pid().value();
}

/// Tells who it is, and waits for ever.
void wait_here(mp::Queue<pid_t> me)
{
    me.put(::getpid());
    poll_until([] { return false; });
}

/// The same, but only the first time.
int wait_here_once(mp::Queue<pid_t> me, mp::Value<int> times)
{
    if (count(times) == 1)
    {
        wait_here(me);
    }
    return counted(times);
}

void exit_with(int code)
{
    std::exit(code);
}

constexpr std::size_t large_size = std::size_t(64) << 20;

std::string large(char filled)
{
    return std::string(large_size, filled);
}

/// What a process has in memory; 0 when it is gone.
std::size_t resident_bytes(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
    std::size_t whole = 0;
    std::size_t resident = 0;
    file >> whole >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

int identity(int x)
{
    return x;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(kill_pool, pool_case)

BOOST_DATA_TEST_CASE(a_worker_that_is_killed_before_any_task_is_replaced, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(1);
    for (int i = 0; i < 5; ++i)  // while it starts, and when it is idle
    {
        pid_t const victim = only_worker();
        quartet_test::send_signal(victim, SIGKILL);
        until_replaced(1, victim);
    }
    BOOST_TEST(pool.apply(square, 3) == 9);
}

BOOST_DATA_TEST_CASE(a_worker_that_is_killed_after_its_task_has_lost_nothing, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(1);
    auto const result = pool.apply_async(own_pid);
    result.wait();
    pid_t const victim = only_worker();
    quartet_test::send_signal(victim, SIGKILL);
    until_replaced(1, victim);
    BOOST_TEST(result.get() == victim);
    BOOST_TEST(pool.apply(own_pid) != victim);
}

BOOST_DATA_TEST_CASE(a_worker_that_is_killed_in_its_task_fails_that_task, start_methods, method)
{
    mp::Queue<pid_t> begun;
    auto pool = mp::get_context(method).Pool(1);
    auto const result = pool.apply_async(wait_here, begun);
    pid_t const victim = begun.get();
    quartet_test::send_signal(victim, SIGKILL);
    auto const lost = error_of<mp::WorkerLostError>([&] { result.get(); });
    BOOST_TEST(lost.pid() == victim);
    BOOST_TEST((lost.signal() == SIGKILL));
    BOOST_TEST(!lost.exitcode());
    BOOST_TEST(contains(lost.what(), std::to_string(victim)));
    BOOST_TEST(contains(lost.what(), "9"));
    BOOST_TEST(pool.apply(own_pid) != victim);
}

BOOST_DATA_TEST_CASE(
    a_worker_that_dies_fails_no_task_but_the_one_it_had_begun, start_methods, method)
{
    mp::Queue<pid_t> begun;
    auto pool = mp::get_context(method).Pool(1);
    auto const earlier = pool.map_async(square, first(10), 1);
    auto const result = pool.apply_async(wait_here, begun);
    auto const later = pool.map_async(square, first(100), 1);
    quartet_test::send_signal(begun.get(), SIGKILL);
    BOOST_CHECK_THROW(result.get(), mp::WorkerLostError);
    BOOST_TEST(earlier.get() == squares(10), boost::test_tools::per_element());
    BOOST_TEST(later.get() == squares(100), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(a_lost_task_is_run_again_if_that_is_wanted, start_methods, method)
{
    mp::Queue<pid_t> begun;
    mp::Value<int> times;
    auto pool = mp::get_context(method).Pool(mp::PoolOptions{.retries = 1}, 1);
    auto const result = pool.apply_async(wait_here_once, begun, times);
    quartet_test::send_signal(begun.get(), SIGKILL);
    BOOST_TEST(result.get() == 2);
}

BOOST_AUTO_TEST_CASE(a_task_is_run_again_only_so_many_times)
{
    mp::Queue<pid_t> begun;
    mp::Pool pool({.retries = 3}, 1);
    auto const result = pool.apply_async(wait_here, begun);
    pid_t victim = 0;
    for (int i = 0; i < 4; ++i)
    {
        victim = begun.get();
        quartet_test::send_signal(victim, SIGKILL);
    }
    BOOST_TEST(error_of<mp::WorkerLostError>([&] { result.get(); }).pid() == victim);
    BOOST_TEST(pool.apply(square, 2) == 4);
}

BOOST_DATA_TEST_CASE(a_task_may_not_end_its_worker, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(1);
    for (int const code : {0, 7})
    {
        auto const lost = error_of<mp::WorkerLostError>([&] { pool.apply(exit_with, code); });
        BOOST_TEST((lost.exitcode() == code));
        BOOST_TEST(!lost.signal());
        BOOST_TEST(contains(lost.what(), "code " + std::to_string(code)));
    }
    BOOST_TEST(pool.map(square, first(10)) == squares(10), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_map_with_a_deadly_element_gives_the_others)
{
    mp::Pool pool(2);
    auto results = pool.imap(
        [](int x) {
            if (x % 10 == 7)
            {
                std::raise(SIGKILL);
            }
            return x;
        },
        first(50));
    for (int i = 0; i < 50; ++i)
    {
        if (i % 10 == 7)
        {
            BOOST_CHECK_THROW(results.next(), mp::WorkerLostError);
        }
        else
        {
            BOOST_TEST((results.next() == i));
        }
    }
}

BOOST_DATA_TEST_CASE(all_workers_may_be_killed_at_once, start_methods, method)
{
    mp::Queue<pid_t> begun;
    auto pool = mp::get_context(method).Pool(3);
    auto const kill_all = [] {
        for (auto const& each : workers())
        {
            if (auto const pid = pid_of(each))
            {
                quartet_test::send_signal(*pid, SIGKILL);
            }
        }
    };
    kill_all();  // while they start
    auto const lost = pool.map_async(wait_here, std::vector(3, begun), 1);
    auto const others = pool.map_async(square, first(100), 1);
    for (int i = 0; i < 3; ++i)
    {
        begun.get();
    }
    kill_all();  // in their tasks
    BOOST_CHECK_THROW(lost.get(), mp::WorkerLostError);
    BOOST_TEST(others.get() == squares(100), boost::test_tools::per_element());
    kill_all();  // when they are idle
    BOOST_TEST(pool.map(square, first(100)) == squares(100), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_may_be_killed_while_it_sends_a_large_result)
{
    mp::Queue<pid_t> begun;
    mp::Pool pool(1);
    for (int round = 0; round < 5; ++round)
    {
        auto const result = pool.apply_async(
            [](mp::Queue<pid_t> me) {
                std::string all = large('r');
                me.put(::getpid());
                return all;
            },
            begun);
        pid_t const victim = begun.get();
        std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
        quartet_test::send_signal(victim, SIGKILL);
        try
        {
            BOOST_TEST((result.get() == large('r')));  // it was quicker
        }
        catch (mp::WorkerLostError const& error)
        {
            BOOST_TEST(error.pid() == victim);
        }
        BOOST_TEST(pool.apply(square, round) == round * round);
    }
}

BOOST_AUTO_TEST_CASE(a_worker_may_be_killed_while_it_reads_a_large_argument)
{
    mp::Pool pool(1);
    for (int round = 0; round < 5; ++round)
    {
        pid_t const victim = pool.apply(own_pid);
        auto const result =
            pool.apply_async([](std::string text) { return text.size(); }, large('a'));
        std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
        quartet_test::send_signal(victim, SIGKILL);
        try
        {
            BOOST_TEST((result.get() == large('a').size()));
        }
        catch (mp::WorkerLostError const& error)
        {
            BOOST_TEST(error.pid() == victim);  // it had read it all, and begun
        }
    }
}

BOOST_AUTO_TEST_CASE(a_task_that_nobody_survives_reading_fails)
{
    mp::Pool pool(1);
    auto const result =
        pool.apply_async([](std::string) { poll_until([] { return false; }); }, large('x'));
    int kills = 0;
    while (!result.ready())
    {
        // Its argument makes a worker grow, and it is still there when it has been read.
        for (auto const& each : workers())
        {
            auto const pid = pid_of(each);
            if (pid && resident_bytes(*pid) > large_size / 4)
            {
                quartet_test::send_signal(*pid, SIGKILL);
                until_replaced(1, *pid);
                ++kills;
            }
        }
    }
    BOOST_CHECK_THROW(result.get(), mp::WorkerLostError);
    BOOST_TEST(kills <= 3);
    BOOST_TEST(pool.apply(square, 3) == 9);
}

BOOST_AUTO_TEST_CASE(a_death_is_dealt_with_while_others_are_busy)
{
    // A stream of tiny tasks never stops, and nothing of it is taken but by its own thread.
    mp::Queue<pid_t> begun;
    mp::Pool pool(2);
    std::atomic<bool> over = false;
    auto const lost = pool.apply_async(wait_here, begun);
    pid_t const victim = begun.get();
    std::thread stream([&] {
        for (int const each : pool.imap(identity, std::views::iota(0)))
        {
            static_cast<void>(each);
            if (over)
            {
                break;
            }
        }
    });
    quartet_test::send_signal(victim, SIGKILL);
    BOOST_CHECK_THROW(lost.get(), mp::WorkerLostError);
    over = true;
    stream.join();
}

BOOST_AUTO_TEST_SUITE_END()
