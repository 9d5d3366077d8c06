// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What runs first in each worker of a pool, and how long workers live.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "pool_case.hpp"
#include "support/send_signal.hpp"

namespace {

using namespace quartet_test;

// What an initializer has left for the tasks of its process.
std::string greeting;
std::optional<mp::Lock> shared_lock;
std::optional<mp::Queue<int>> shared_queue;

void keep_greeting(std::string const& text, int times)
{
    for (int i = 0; i < times; ++i)
    {
        greeting += text;
    }
}

void keep_handles(mp::Lock lock, mp::Queue<int> queue)
{
    shared_lock = std::move(lock);
    shared_queue = std::move(queue);
}

void put_with_lock(int number)
{
    std::scoped_lock const with(*shared_lock);
    shared_queue->put(number);
}

void count_and_throw(mp::Value<int> starts)
{
    count(starts);
    throw std::domain_error("not today");
}

void count_and_crash(mp::Value<int> starts, int signal)
{
    count(starts);
    std::signal(signal, SIG_DFL);  // a forked worker has the handlers of Boost.Test
    std::raise(signal);
}

struct stubborn
{
    template <class Archive>
    void serialize(Archive&, unsigned)
    {
        throw std::range_error("never");
    }
    int number = 0;
};

/// The calls that a broken pool refuses, one after the other.
void refuses_everything(mp::Pool& pool, std::string const& text)
{
    BOOST_TEST(text_of<std::domain_error>([&] { pool.apply(square, 1); }) == text);
    BOOST_TEST(text_of<std::domain_error>([&] { pool.map(square, first(10)); }) == text);
    auto const later = pool.apply_async(square, 1);
    BOOST_TEST(text_of<std::domain_error>([&] { later.get(); }) == text);
    auto iterator = pool.imap(square, first(2));
    BOOST_TEST(text_of<std::domain_error>([&] { iterator.next(); }) == text);
    BOOST_TEST(text_of<std::domain_error>([&] { iterator.next(); }) == text);
    BOOST_TEST(!iterator.next());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool_initializer, pool_case)

BOOST_DATA_TEST_CASE(it_runs_first_in_each_worker, start_methods, method)
{
    mp::Value<int> starts;
    auto pool = mp::get_context(method).Pool(
        3, [](mp::Value<int> all) { count(all); }, starts);
    poll_until([&] { return counted(starts) == 3; });
    pool.map(square, first(100), 1);
    BOOST_TEST(counted(starts) == 3);
}

BOOST_DATA_TEST_CASE(it_takes_arguments, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2, keep_greeting, "ho", 3);
    BOOST_TEST(pool.apply([] { return greeting; }) == "hohoho");
}

BOOST_DATA_TEST_CASE(it_takes_handles_that_tasks_then_use, start_methods, method)
{
    mp::Lock const lock;
    mp::Queue<int> queue;
    auto pool = mp::get_context(method).Pool(2, keep_handles, lock, queue);
    pool.map(put_with_lock, first(20), 1);
    std::vector<int> got;
    for (int i = 0; i < 20; ++i)
    {
        got.push_back(queue.get());
    }
    std::sort(got.begin(), got.end());
    BOOST_TEST(got == first(20), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(handles_that_only_the_initializer_has_stay_alive, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(
        mp::PoolOptions{.maxtasksperchild = 1}, 1, keep_handles, mp::Lock(), mp::Queue<int>());
    for (int i = 0; i < 3; ++i)  // in replaced workers, too
    {
        BOOST_TEST(
            pool.apply(
                [](int number) {
                    put_with_lock(number);
                    return shared_queue->get();
                },
                i) == i);
    }
}

BOOST_AUTO_TEST_CASE(replaced_workers_run_it_too)
{
    mp::Value<int> starts;
    mp::Pool pool(
        {.maxtasksperchild = 1}, 1, [](mp::Value<int> all) { count(all); }, starts);
    for (int i = 0; i < 3; ++i)
    {
        pool.apply(square, i);
    }
    poll_until([&] { return counted(starts) >= 3; });
}

BOOST_DATA_TEST_CASE(one_that_throws_fails_all_calls_with_its_exception, start_methods, method)
{
    mp::Value<int> starts;
    auto pool = mp::get_context(method).Pool(2, count_and_throw, starts);
    refuses_everything(pool, "not today");
    auto const origin = error_of<mp::RemoteTraceback>([&] { pool.apply(square, 1); });
    BOOST_TEST(contains(origin.traceback(), "count_and_throw"));
    pool.close();
    pool.join();
    BOOST_TEST(counted(starts) <= 2);  // and nobody is started again
}

BOOST_AUTO_TEST_CASE(one_that_throws_fails_the_calls_that_wait)
{
    mp::Event go;
    mp::Pool pool(
        2,
        [](mp::Event wait) {
            wait.wait();
            throw std::domain_error("after all");
        },
        go);
    auto const pending = pool.map_async(square, first(100), 1);
    BOOST_TEST(!pending.ready());
    go.set();
    BOOST_CHECK_THROW(pending.get(), std::domain_error);
}

BOOST_AUTO_TEST_CASE(one_that_throws_only_later_fails_what_others_are_at)
{
    // The first worker is at an endless task when the second one fails for ever.
    mp::Value<int> starts;
    mp::Event begun;
    mp::Pool pool(
        2,
        [](mp::Value<int> all, mp::Event other_works) {
            if (count(all) == 2)
            {
                other_works.wait();
                throw std::domain_error("the second");
            }
        },
        starts,
        begun);
    auto const endless = pool.apply_async(
        [](mp::Event here) {
            here.set();
            poll_until([] { return false; });
        },
        begun);
    BOOST_CHECK_THROW(endless.get(), std::domain_error);
    pool.close();
    pool.join();  // nobody waits for the endless task
}

BOOST_DATA_TEST_CASE(one_that_always_crashes_fails_all_calls, start_methods, method)
{
    mp::Value<int> starts;
    auto pool = mp::get_context(method).Pool(2, count_and_crash, starts, SIGABRT);
    auto const lost = error_of<mp::WorkerLostError>([&] { pool.apply(square, 1); });
    BOOST_TEST((lost.signal() == SIGABRT));
    BOOST_CHECK_THROW(pool.map(square, first(10)), mp::WorkerLostError);
    pool.close();
    pool.join();
    BOOST_TEST(counted(starts) <= 5);
}

BOOST_AUTO_TEST_CASE(one_that_always_exits_fails_all_calls)
{
    mp::Pool pool(1, [] { std::exit(3); });
    auto const lost = error_of<mp::WorkerLostError>([&] { pool.apply(square, 1); });
    BOOST_TEST((lost.exitcode() == 3));
    BOOST_TEST(!lost.signal());
}

BOOST_AUTO_TEST_CASE(one_that_is_killed_now_and_then_is_started_again)
{
    mp::Value<int> starts;
    mp::Pool pool(
        1,
        [](mp::Value<int> all) {
            if (count(all) <= 10)
            {
                std::raise(SIGKILL);
            }
        },
        starts);
    BOOST_TEST(pool.apply(square, 3) == 9);
    BOOST_TEST(counted(starts) == 11);
}

BOOST_AUTO_TEST_CASE(one_that_is_always_killed_fails_all_calls)
{
    mp::Pool pool(2, [] { std::raise(SIGKILL); });
    auto const lost = error_of<mp::WorkerLostError>([&] { pool.apply(square, 1); });
    BOOST_TEST((lost.signal() == SIGKILL));
}

BOOST_AUTO_TEST_CASE(one_that_never_ends_holds_up_no_task)
{
    mp::Value<int> starts;
    mp::Pool pool(
        2,
        [](mp::Value<int> all) {
            if (count(all) == 1)
            {
                poll_until([] { return false; });
            }
        },
        starts);
    for (int i = 0; i < 10; ++i)
    {
        BOOST_TEST(pool.apply(square, i) == i * i);
    }
    BOOST_TEST(pool.map(square, first(50), 1) == squares(50), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(arguments_that_cannot_be_serialised_fail_the_constructor)
{
    BOOST_CHECK_THROW(
        mp::Pool(
            1, [](stubborn) {}, stubborn()),
        std::range_error);
}

// --- how long a worker lives -------------------------------------------------------------------

BOOST_DATA_TEST_CASE(maxtasksperchild_replaces_workers, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(mp::PoolOptions{.maxtasksperchild = 2}, 1);
    std::vector<pid_t> pids;
    for (int i = 0; i < 6; ++i)
    {
        pids.push_back(pool.apply(own_pid));
    }
    for (std::size_t i = 0; i < 6; i += 2)
    {
        BOOST_TEST(pids[i] == pids[i + 1]);
    }
    BOOST_TEST(std::set<pid_t>(pids.begin(), pids.end()).size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_chunk_counts_as_one_task)
{
    mp::Pool pool({.maxtasksperchild = 1}, 1);
    auto const pids = pool.map([](int) { return own_pid(); }, first(30), 10);
    BOOST_TEST(std::set<pid_t>(pids.begin(), pids.end()).size() == 3u);
    BOOST_TEST(pids[0] == pids[9]);
    BOOST_TEST(pids[0] != pids[10]);
}

BOOST_AUTO_TEST_CASE(a_task_that_throws_counts_too)
{
    mp::Pool pool({.maxtasksperchild = 1}, 1);
    auto const thrower = [] { throw std::domain_error(std::to_string(::getpid())); };
    BOOST_TEST(text_of<std::domain_error>([&] {
                   pool.apply(thrower);
               }) != text_of<std::domain_error>([&] { pool.apply(thrower); }));
}

BOOST_AUTO_TEST_CASE(a_map_outlasts_many_workers)
{
    mp::Pool pool({.maxtasksperchild = 3}, 2);
    BOOST_TEST(pool.map(square, first(100), 1) == squares(100), boost::test_tools::per_element());
    pool.close();
    pool.join();
}

BOOST_AUTO_TEST_CASE(a_closed_pool_still_replaces_workers_until_all_is_done)
{
    mp::Pool pool({.maxtasksperchild = 1}, 2);
    auto const result = pool.map_async(square, first(20), 1);
    pool.close();
    BOOST_TEST(result.get() == squares(20), boost::test_tools::per_element());
    pool.join();
}

BOOST_AUTO_TEST_CASE(workers_have_no_signal_blocked_even_when_they_replace_others)
{
    auto const blocked = [] {
        sigset_t set;
        ::sigemptyset(&set);
        ::pthread_sigmask(SIG_BLOCK, nullptr, &set);
        return ::sigismember(&set, SIGTERM) == 1 || ::sigismember(&set, SIGUSR1) == 1;
    };
    for (std::string const method : {"spawn", "forkserver", "fork"})
    {
        auto pool = mp::get_context(method).Pool(mp::PoolOptions{.maxtasksperchild = 1}, 1);
        BOOST_TEST(!pool.apply(blocked));
        BOOST_TEST(!pool.apply(blocked));
    }
}

BOOST_AUTO_TEST_CASE(workers_take_no_notice_of_interrupts)
{
    mp::Pool pool(1);
    pid_t const worker = pool.apply(own_pid);
    quartet_test::send_signal(worker, SIGINT);
    BOOST_TEST(pool.apply(own_pid) == worker);
}

BOOST_AUTO_TEST_SUITE_END()
