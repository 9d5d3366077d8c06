// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/threadpool.hpp>
#include <quartet/gevent/wait.hpp>
#include <quartet/gevent/with_timeout.hpp>
#include <quartet/threading/event.hpp>
#include <quartet/threading/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/poll_until.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace threading = quartet::threading;
using gevent::threadpool::ThreadPool;
using namespace quartet_test;

int square(int x)
{
    return x * x;
}

int fails(int x)
{
    throw std::runtime_error("no " + std::to_string(x));
}

BOOST_AUTO_TEST_SUITE(thread_pools)

BOOST_AUTO_TEST_CASE(a_call_runs_in_another_thread)
{
    ThreadPool pool(2);
    BOOST_TEST(pool.size() == 0u);
    BOOST_TEST(pool.spawn(square, 7).get() == 49);
    BOOST_TEST(pool.apply(square, 8) == 64);
    BOOST_TEST(
        (pool.apply([] { return std::this_thread::get_id(); }) != std::this_thread::get_id()));
    bool ran = false;
    pool.apply([&] { ran = true; });
    BOOST_TEST(ran);
    BOOST_TEST(pool.size() >= 1u);
    BOOST_TEST(pool.size() <= 2u);
}

BOOST_AUTO_TEST_CASE(other_greenlets_run_meanwhile)
{
    ThreadPool pool(1);
    threading::Event go;
    auto const waits = gevent::spawn([&] { return pool.apply([&] { return go.wait(); }); });
    auto const sets = gevent::spawn([&] { go.set(); });
    BOOST_TEST(waits.get());
    BOOST_TEST(sets.ready());
}

BOOST_AUTO_TEST_CASE(what_a_call_throws_goes_to_who_waits)
{
    ThreadPool pool(1);
    BOOST_CHECK_THROW(pool.apply(fails, 1), std::runtime_error);
    auto const result = pool.spawn(fails, 2);
    BOOST_CHECK_THROW(result.get(), std::runtime_error);
    BOOST_TEST(!result.successful());
}

BOOST_AUTO_TEST_CASE(values_and_arguments_need_not_be_copied)
{
    ThreadPool pool(1);
    auto const doubled = [](std::unique_ptr<int> x) { return std::make_unique<int>(2 * *x); };
    BOOST_TEST(*pool.apply(doubled, std::make_unique<int>(4)) == 8);
}

BOOST_AUTO_TEST_CASE(spawn_waits_until_a_thread_is_free)
{
    ThreadPool pool(2);
    threading::Event go;
    std::atomic<int> begun = 0;
    auto const block = [&] {
        ++begun;
        go.wait();
    };
    pool.spawn(block);
    pool.spawn(block);
    auto const third = gevent::spawn([&] { pool.spawn(block); });
    poll_until([&] { return begun == 2; });
    gevent::sleep(0);
    BOOST_TEST(!third.ready());
    BOOST_TEST(pool.unfinished_tasks() == 2u);
    auto const later = pool.apply_async(square, 3);
    BOOST_TEST(!later.ready());
    go.set();
    BOOST_TEST(later.get() == 9);
    third.join();
    BOOST_TEST(pool.join());
    BOOST_TEST(begun == 3);
    BOOST_TEST(pool.unfinished_tasks() == 0u);
}

BOOST_AUTO_TEST_CASE(who_is_killed_while_he_waits_for_a_thread_begins_nothing)
{
    ThreadPool pool(1);
    threading::Event go;
    pool.spawn([&] { go.wait(); });
    bool ran = false;
    auto const victim = gevent::spawn([&] { pool.spawn([&] { ran = true; }); });
    gevent::sleep(0);
    victim.kill();
    go.set();
    pool.join();
    BOOST_TEST(!ran);
    BOOST_TEST(pool.apply(square, 2) == 4);
}

BOOST_AUTO_TEST_CASE(who_is_killed_while_he_waits_for_a_result_leaves_the_call_alone)
{
    ThreadPool pool(1);
    threading::Event go;
    std::atomic<bool> is_done = false;
    auto const victim = gevent::spawn([&] {
        pool.apply([&] {
            go.wait();
            is_done = true;
        });
    });
    gevent::sleep(0);
    victim.kill();
    BOOST_TEST(!is_done);
    go.set();
    pool.join();
    BOOST_TEST(is_done);
}

BOOST_AUTO_TEST_CASE(apply_in_a_call_of_a_full_pool_is_done_in_place)
{
    ThreadPool pool(1);
    auto const nested = [&] { return pool.apply(square, pool.apply(square, 3)); };
    BOOST_TEST(pool.apply(nested) == 81);
}

BOOST_AUTO_TEST_CASE(waiting_for_itself_is_an_error)
{
    ThreadPool pool(1);
    BOOST_CHECK_THROW(pool.apply([&] { pool.join(); }), quartet::RuntimeError);
    BOOST_CHECK_THROW(pool.apply([&] { pool.kill(); }), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(map_gives_results_in_order)
{
    ThreadPool pool(3);
    std::vector<int> const numbers{1, 2, 3, 4, 5};
    BOOST_TEST(pool.map(square, numbers) == std::vector({1, 4, 9, 16, 25}));
    BOOST_CHECK_THROW(pool.map(fails, numbers), std::runtime_error);
    std::vector<int> results;
    for (int const each : pool.imap({.maxsize = 2}, square, numbers))
    {
        results.push_back(each);
    }
    BOOST_TEST(results == std::vector({1, 4, 9, 16, 25}));
    int sum = 0;
    for (int const each : pool.imap_unordered(square, numbers))
    {
        sum += each;
    }
    BOOST_TEST(sum == 55);
}

BOOST_AUTO_TEST_CASE(join_waits_no_longer_than_its_limit)
{
    ThreadPool pool(1);
    BOOST_TEST(pool.join());
    threading::Event go;
    pool.spawn([&] { go.wait(); });
    BOOST_TEST(!pool.join(0));
    BOOST_TEST(!pool.join(0.02));
    go.set();
    BOOST_TEST(pool.join());
}

BOOST_AUTO_TEST_CASE(kill_waits_for_what_runs_and_ends_the_threads)
{
    ThreadPool pool(2);
    threading::Event go;
    std::atomic<int> done = 0;
    auto const work = [&] {
        go.wait();
        ++done;
    };
    pool.spawn(work);
    pool.spawn(work);
    auto const sets = gevent::spawn([&] { go.set(); });
    pool.kill();
    BOOST_TEST(done == 2);
    BOOST_TEST(pool.size() == 0u);
    pool.kill();
    BOOST_TEST(pool.apply(square, 5) == 25);
    BOOST_TEST(pool.size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_destructor_waits_for_what_runs)
{
    threading::Event go;
    std::atomic<bool> is_done = false;
    std::optional<gevent::event::AsyncResult<void>> result;
    {
        ThreadPool pool(1);
        result = pool.spawn([&] {
            go.wait();
            is_done = true;
        });
        gevent::spawn([&] { go.set(); });
    }
    BOOST_TEST(is_done);
    BOOST_TEST(result->ready());
}

BOOST_AUTO_TEST_CASE(maxsize_changes_while_it_works)
{
    ThreadPool pool(1);
    BOOST_TEST(pool.maxsize() == 1);
    threading::Event go;
    auto const first = pool.spawn([&] { go.wait(); });
    auto const second = gevent::spawn([&] { return pool.apply(square, 6); });
    gevent::sleep(0);
    pool.maxsize(2);
    BOOST_TEST(second.get() == 36);
    pool.maxsize(0);
    auto const never = pool.apply_async(square, 1);
    gevent::sleep(0);
    go.set();
    first.get();
    BOOST_TEST(!never.ready());
    pool.maxsize(1);
    BOOST_TEST(never.get() == 1);
    BOOST_CHECK_THROW(pool.maxsize(-1), quartet::ValueError);
    BOOST_CHECK_THROW(ThreadPool(-1), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(never_more_than_maxsize_run_at_once)
{
    ThreadPool pool(4);
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    std::vector<int> const numbers(2000, 1);
    pool.map(
        [&](int) {
            int const mine = ++now;
            int seen = most;
            while (seen < mine && !most.compare_exchange_weak(seen, mine))
            {}
            --now;
        },
        numbers);
    BOOST_TEST(most >= 1);
    BOOST_TEST(most <= 4);
}

BOOST_AUTO_TEST_CASE(results_may_be_waited_for_with_others)
{
    ThreadPool pool(2);
    threading::Event go;
    auto const late = pool.spawn([&] { return go.wait(); });
    auto const early = pool.spawn([] { return true; });
    auto const done = gevent::wait(std::vector{late, early}, {}, 1);
    BOOST_TEST(done.size() == 1u);
    BOOST_TEST((done.front() == early));
    go.set();
    late.get();
}

BOOST_AUTO_TEST_CASE(the_hub_has_one_for_everybody)
{
    ThreadPool& pool = gevent::get_hub().threadpool();
    BOOST_TEST(pool.maxsize() == 10);
    BOOST_TEST(pool.apply(square, 9) == 81);
    ThreadPool* other = nullptr;
    std::thread([&] { other = &gevent::get_hub().threadpool(); }).join();
    BOOST_TEST(other == &pool);
}

BOOST_AUTO_TEST_CASE(a_forked_child_has_another_one_in_its_hub)
{
    gevent::get_hub().threadpool().apply(square, 1);
    forked_peer child([] { return gevent::get_hub().threadpool().apply(square, 3) == 9; });
    BOOST_TEST(child.wait() == 0);
}

BOOST_AUTO_TEST_CASE(its_idle_threads_do_not_hide_a_deadlock)
{
    gevent::get_hub().threadpool().apply(square, 1);
    threading::Lock lock;
    lock.acquire();
    BOOST_CHECK_THROW(lock.acquire(), gevent::LoopExit);
}

BOOST_AUTO_TEST_CASE(its_executor_is_that_of_futures)
{
    gevent::threadpool::ThreadPoolExecutor threads(1);
    auto const future = threads.submit(square, 4);
    auto const waits = gevent::spawn([&] { return future.result(); });
    BOOST_TEST(waits.get() == 16);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
