// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What all executors do: one body over threads and processes.
#include <quartet/concurrent/futures.hpp>
#include <quartet/multiprocessing/event.hpp>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <iterator>
#include <list>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/poll_until.hpp"

namespace {

namespace futures = quartet::concurrent::futures;
namespace mp = quartet::multiprocessing;
using futures::Future;
using quartet::RuntimeError;
using quartet::ValueError;
using quartet_test::poll_until;

using executors = boost::mpl::list<futures::ThreadPoolExecutor, futures::ProcessPoolExecutor>;

int square(int x)
{
    return x * x;
}

int sum(int a, int b)
{
    return a + b;
}

void nothing() {}

int fails_at_three(int x)
{
    return x == 3 ? throw std::out_of_range("three") : x;
}

// Works for processes, so for threads too.
int wait_for(mp::Event go)
{
    go.wait();
    return 1;
}

std::vector<int> first(int n)
{
    std::vector<int> numbers(static_cast<std::size_t>(n));
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

/// 0, 1, ...: an input range that counts what is read, and may throw.
struct endless
{
    struct iterator
    {
        using value_type = int;
        using difference_type = std::ptrdiff_t;

        endless const* of;
        int here = 0;

        int operator*() const
        {
            if (here == of->throws_at)
            {
                throw std::out_of_range("the range");
            }
            ++*of->taken;
            return here;
        }
        iterator& operator++()
        {
            ++here;
            return *this;
        }
        void operator++(int) { ++here; }
    };

    int* taken;
    int throws_at = -1;

    iterator begin() const { return {this}; }
    static std::unreachable_sentinel_t end() { return {}; }
};

BOOST_AUTO_TEST_SUITE(executor)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_call_gives_its_result, Executor, executors)
{
    Executor ex(2);
    Future<int> f = ex.submit(square, 7);
    BOOST_TEST(f.result() == 49);
    BOOST_TEST(ex.submit(sum, 1, 2).result() == 3);
    BOOST_TEST(ex.submit([](std::string s) { return s + "!"; }, "text").result() == "text!");
    Future<void> done = ex.submit(nothing);
    done.result();
    BOOST_TEST(done.done());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_call_throws_is_in_its_future, Executor, executors)
{
    Executor ex(1);
    auto f = ex.submit(fails_at_three, 3);
    BOOST_TEST((f.exception() != nullptr));
    BOOST_CHECK_THROW(f.result(), std::out_of_range);
    BOOST_TEST(ex.submit(square, 2).result() == 4);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(it_needs_a_worker, Executor, executors)
{
    BOOST_CHECK_EXCEPTION(Executor(0), ValueError, [](ValueError const& error) {
        return std::string(error.what()) == "max_workers: must be at least 1, but is 0";
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(after_shutdown_nothing_is_taken, Executor, executors)
{
    Executor ex(1);
    auto f = ex.submit(square, 3);
    ex.shutdown();
    ex.shutdown();
    BOOST_TEST(f.done());
    BOOST_TEST(f.result() == 9);
    BOOST_CHECK_THROW(ex.submit(square, 4), RuntimeError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shutdown_lets_pending_calls_run, Executor, executors)
{
    mp::Event go;
    Executor ex(1);
    std::vector<Future<int>> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(ex.submit(wait_for, go));
    }
    ex.shutdown(false);
    BOOST_TEST(!all.back().done());
    go.set();
    BOOST_TEST(all.back().result() == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shutdown_may_cancel_what_has_not_begun, Executor, executors)
{
    mp::Event go;
    Executor ex(1);
    auto running = ex.submit(wait_for, go);
    poll_until([&] { return running.running(); });
    std::vector<Future<int>> pending;
    for (int i = 0; i != 100; ++i)
    {
        pending.push_back(ex.submit(wait_for, go));
    }
    ex.shutdown(false, true);
    for (auto const& each : pending)
    {
        BOOST_REQUIRE(each.cancelled());
    }
    go.set();
    BOOST_TEST(running.result() == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_call_that_has_not_begun_can_be_cancelled, Executor, executors)
{
    mp::Event go;
    Executor ex(2);
    std::vector<Future<int>> running{ex.submit(wait_for, go), ex.submit(wait_for, go)};
    poll_until([&] { return running[0].running() && running[1].running(); });
    std::vector<Future<int>> pending;
    for (int i = 0; i != 20; ++i)
    {
        pending.push_back(ex.submit(square, i));
    }
    for (int i = 0; i != 20; i += 2)
    {
        BOOST_TEST(pending[std::size_t(i)].cancel());
        BOOST_TEST(!pending[std::size_t(i)].running());
    }
    BOOST_TEST(!running[0].cancel());
    go.set();
    for (int i = 0; i != 20; ++i)
    {
        auto const& f = pending[std::size_t(i)];
        if (i % 2 == 0)
        {
            BOOST_TEST(f.cancelled());
        }
        else
        {
            BOOST_TEST(f.result() == i * i);
        }
    }
    BOOST_TEST(running[1].result() == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(callbacks_hear_of_the_end, Executor, executors)
{
    Executor ex(1);
    mp::Event go;
    int got = 0;
    auto f = ex.submit(wait_for, go);
    f.add_done_callback([&](Future<int> const& done) { got = done.result(); });
    go.set();
    ex.shutdown();
    BOOST_TEST(got == 1);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(map_gives_the_results_in_order, Executor, executors)
{
    Executor ex(2);
    std::vector<int> results;
    for (int each : ex.map(square, first(50)))
    {
        results.push_back(each);
    }
    BOOST_REQUIRE(results.size() == 50u);
    for (int i = 0; i != 50; ++i)
    {
        BOOST_TEST(results[std::size_t(i)] == i * i);
    }
    auto none = ex.map(square, std::vector<int>());
    BOOST_TEST(!none.next().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(map_takes_several_ranges_to_the_shortest, Executor, executors)
{
    Executor ex(2);
    auto results = ex.map(sum, std::vector{1, 2, 3}, std::list{10, 20});
    BOOST_TEST(results.next().value() == 11);
    BOOST_TEST(results.next().value() == 22);
    BOOST_TEST(!results.next().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(map_in_chunks_gives_the_same, Executor, executors)
{
    Executor ex(2);
    for (int const chunksize : {1, 3, 1000})
    {
        int total = 0;
        for (int each : ex.map({.chunksize = chunksize}, square, first(10)))
        {
            total += each;
        }
        BOOST_TEST(total == 285);
    }
    BOOST_CHECK_THROW(ex.map({.chunksize = 0}, square, std::vector{1}), ValueError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(map_throws_at_the_place_of_the_error, Executor, executors)
{
    Executor ex(1);
    auto results = ex.map(fails_at_three, std::vector{1, 2, 3, 4, 5});
    BOOST_TEST(results.next().value() == 1);
    BOOST_TEST(results.next().value() == 2);
    BOOST_CHECK_THROW(results.next(), std::out_of_range);
    BOOST_TEST(!results.next().has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_buffer_makes_map_lazy, Executor, executors)
{
    Executor ex(1);
    int taken = 0;
    endless const source{&taken};
    auto results = ex.map({.buffersize = 3}, square, source);
    BOOST_TEST(taken == 3);
    for (int i = 0; i != 10; ++i)
    {
        BOOST_TEST(results.next().value() == i * i);
    }
    BOOST_TEST(taken == 13);
    BOOST_CHECK_THROW(ex.map({.buffersize = 0}, square, std::vector{1}), ValueError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_a_range_throws_comes_out_of_map, Executor, executors)
{
    Executor ex(1);
    int taken = 0;
    endless const source{&taken, 5};
    BOOST_CHECK_THROW(ex.map(square, source), std::out_of_range);
    auto results = ex.map({.buffersize = 3}, square, source);
    BOOST_TEST(results.next().value() == 0);
    BOOST_TEST(results.next().value() == 1);
    BOOST_CHECK_THROW(results.next(), std::out_of_range);
    BOOST_TEST(!results.next().has_value());
    BOOST_TEST(ex.submit(square, 3).result() == 9);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_limit_of_map_counts_from_the_call, Executor, executors)
{
    mp::Event go;
    Executor ex(1);
    auto results = ex.map({.limit = 0.01}, wait_for, std::vector{go, go});
    BOOST_CHECK_THROW(results.next(), quartet::TimeoutError);
    go.set();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(results_that_are_not_taken_are_cancelled, Executor, executors)
{
    mp::Event go;
    mp::Event late;
    Executor ex(1);
    auto first = ex.submit(wait_for, go);
    {
        auto results = ex.map([](mp::Event e) { e.set(); }, std::vector{late});
    }
    go.set();
    ex.shutdown();
    BOOST_TEST(!late.is_set());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(many_submit_at_once, Executor, executors)
{
    Executor ex(2);
    std::vector<std::thread> callers;
    std::vector<int> totals(4);
    for (int& total : totals)
    {
        callers.emplace_back([&ex, &total] {
            std::vector<Future<int>> all;
            for (int i = 0; i != 500; ++i)
            {
                all.push_back(ex.submit(square, i));
            }
            for (auto const& each : all)
            {
                total += each.result();
            }
        });
    }
    for (auto& each : callers)
    {
        each.join();
    }
    for (int const total : totals)
    {
        BOOST_TEST(total == 41541750);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_initializer_that_throws_breaks_it, Executor, executors)
{
    auto const make = [](auto&& initializer) {
        if constexpr (std::is_same_v<Executor, futures::ThreadPoolExecutor>)
        {
            return std::make_unique<Executor>(1, "", initializer);
        }
        else
        {
            return std::make_unique<Executor>(1, initializer);
        }
    };
    auto const ex = make([] { throw std::runtime_error("no start"); });
    // The first may be taken before that is known.
    BOOST_CHECK_THROW(ex->submit(square, 1).result(), futures::BrokenExecutor);
    BOOST_CHECK_THROW(ex->submit(square, 1), futures::BrokenExecutor);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
