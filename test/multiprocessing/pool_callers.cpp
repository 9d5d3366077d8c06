// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Who may use a pool.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "pool_case.hpp"

namespace {

using namespace quartet_test;

void make_pool()
{
    mp::Pool pool(1);
}

std::optional<mp::Pool> global_pool;
std::optional<mp::AsyncResult<int>> global_result;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool_callers, pool_case)

BOOST_DATA_TEST_CASE(a_daemonic_process_may_have_no_pool, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(1);
    std::string const text = text_of<quartet::AssertionError>([&] { pool.apply(make_pool); });
    BOOST_TEST(contains(text, "daemonic"));
}

BOOST_AUTO_TEST_CASE(a_forked_copy_of_a_pool_is_refused)
{
    global_pool.emplace(mp::get_context("fork").Pool(1));
    auto const refused = [] {
        BOOST_CHECK_THROW(global_pool->apply(square, 1), quartet::ValueError);
        return text_of<quartet::ValueError>([] { global_pool->map_async(square, first(3)); }) +
               text_of<quartet::ValueError>([] { global_pool->close(); }) +
               text_of<quartet::ValueError>([] { global_pool->join(); });
    };
    auto other = mp::get_context("fork").Pool(1);
    BOOST_TEST(contains(other.apply(refused), "belongs to process " + std::to_string(::getpid())));
    // And such a copy may be dropped, which ends nothing here.
    other.apply([] { global_pool.reset(); });
    BOOST_TEST(global_pool->apply(square, 3) == 9);
    global_pool.reset();
}

BOOST_AUTO_TEST_CASE(a_forked_copy_of_a_result_is_refused)
{
    mp::Event go;
    mp::Pool pool(1);
    global_result = pool.apply_async(
        [](mp::Event event) {
            event.wait();
            return 1;
        },
        go);
    auto other = mp::get_context("fork").Pool(1);
    BOOST_CHECK_THROW(other.apply([] { return global_result->get(); }), quartet::ValueError);
    BOOST_CHECK_THROW(other.apply([] { return global_result->ready(); }), quartet::ValueError);
    go.set();
    BOOST_TEST(global_result->get() == 1);
    global_result.reset();
}

BOOST_AUTO_TEST_CASE(workers_may_be_closed_by_whoever_finds_them)
{
    mp::Pool pool(2);
    pool.map(square, first(10));
    for (mp::Process& worker : workers())
    {
        worker.kill();
        worker.join();
        worker.close();
    }
    BOOST_TEST(pool.map(square, first(10)) == squares(10), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_threads_may_call_one_pool)
{
    mp::Pool pool(2);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
    {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i)
            {
                wrong += pool.apply(square, t * i) != t * t * i * i;
            }
            wrong += pool.map(square, first(200), 7) != squares(200);
            int at = 0;
            for (int const each : pool.imap(square, first(100), 3))
            {
                wrong += each != at * at;
                ++at;
            }
            wrong += at != 100;
        });
    }
    for (std::thread& each : threads)
    {
        each.join();
    }
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
