// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/async_result.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pool_case.hpp"

namespace {

using namespace quartet_test;
using namespace std::chrono_literals;

int square_after(mp::Event event, int x)
{
    event.wait();
    return x * x;
}

[[noreturn]] int fail(std::string const& text)
{
    throw std::domain_error(text);
}

void do_nothing() {}

/// What a callback is given, for the thread that waits for it.
template <class T>
struct given
{
    std::promise<T> promise;
    std::future<T> future = promise.get_future();

    T get() { return future.get(); }
};

/// A value that can be made in a worker and not be read here.
struct unreadable
{
    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        int const number = 1;
        ar << number;
    }
    template <class Archive>
    void load(Archive&, unsigned)
    {
        throw std::range_error("cannot be read");
    }
    BOOST_SERIALIZATION_SPLIT_MEMBER()

    std::string text;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(async_result, pool_case)

BOOST_DATA_TEST_CASE(it_is_ready_when_the_call_has_ended, start_methods, method)
{
    mp::Event go;
    auto pool = mp::get_context(method).Pool(1);
    mp::AsyncResult<int> const result = pool.apply_async(square_after, go, 3);
    BOOST_TEST(!result.ready());
    go.set();
    result.wait();
    BOOST_TEST(result.ready());
    BOOST_TEST(result.successful());
    BOOST_TEST(result.get() == 9);
    BOOST_TEST(result.get() == 9);
}

BOOST_AUTO_TEST_CASE(whether_it_is_successful_is_not_asked_before_it_is_ready)
{
    mp::Event go;
    mp::Pool pool(1);
    auto const result = pool.apply_async(square_after, go, 3);
    BOOST_CHECK_THROW(result.successful(), quartet::ValueError);
    go.set();
    result.wait();
    BOOST_TEST(result.successful());
}

BOOST_AUTO_TEST_CASE(a_call_that_throws_is_ready_and_not_successful)
{
    mp::Pool pool(1);
    auto const result = pool.apply_async(fail, "no");
    result.wait();
    BOOST_TEST(result.ready());
    BOOST_TEST(!result.successful());
    BOOST_TEST(text_of<std::domain_error>([&] { result.get(); }) == "no");
    BOOST_TEST(text_of<std::domain_error>([&] { result.get(); }) == "no");
}

BOOST_AUTO_TEST_CASE(get_throws_when_the_time_is_over_and_may_be_called_again)
{
    mp::Event go;
    mp::Pool pool(1);
    auto const result = pool.apply_async(square_after, go, 3);
    auto const start = std::chrono::steady_clock::now();
    BOOST_CHECK_THROW(result.get(0.02), mp::TimeoutError);
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 20ms));
    BOOST_CHECK_THROW(result.get(0), mp::TimeoutError);
    BOOST_CHECK_THROW(result.get(-1), mp::TimeoutError);
    go.set();
    BOOST_TEST(result.get(1h) == 9);
}

BOOST_AUTO_TEST_CASE(wait_returns_when_the_time_is_over)
{
    mp::Event go;
    mp::Pool pool(1);
    auto const result = pool.map_async([](mp::Event e) { e.wait(); }, std::vector{go, go}, 1);
    result.wait(5ms);
    BOOST_TEST(!result.ready());
    go.set();
    result.wait(std::nullopt);
    BOOST_TEST(result.ready());
}

BOOST_AUTO_TEST_CASE(a_result_outlives_its_pool)
{
    std::optional<mp::AsyncResult<int>> kept;
    std::optional<mp::AsyncResult<std::vector<int>>> unfinished;
    {
        mp::Pool pool(1);
        kept = pool.apply_async(square, 5);
        kept->wait();
        mp::Event never;
        pool.apply_async(square_after, never, 0);
        unfinished = pool.map_async(square, first(10));
    }
    BOOST_TEST(kept->get() == 25);
    BOOST_TEST(unfinished->ready());
    BOOST_CHECK_THROW(unfinished->get(), mp::ProcessError);
}

BOOST_AUTO_TEST_CASE(copies_and_threads_may_wait_for_one_result)
{
    mp::Event go;
    mp::Pool pool(1);
    auto const result = pool.apply_async(square_after, go, 3);
    std::atomic<int> sum = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i)
    {
        threads.emplace_back([copy = result, &sum] { sum += copy.get(); });
    }
    go.set();
    for (std::thread& each : threads)
    {
        each.join();
    }
    BOOST_TEST(sum == 45);
}

BOOST_AUTO_TEST_CASE(a_result_may_be_ignored)
{
    mp::Value<int> calls;
    mp::Pool pool(1);
    pool.apply_async([](mp::Value<int> all) { count(all); }, calls);
    pool.close();
    pool.join();
    BOOST_TEST(counted(calls) == 1);
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_fails_get_and_nothing_else)
{
    mp::Pool pool(1);
    auto const result = pool.apply_async([] { return unreadable(); });
    BOOST_CHECK_THROW(result.get(), std::range_error);
    BOOST_CHECK_THROW(result.get(), std::range_error);
    BOOST_CHECK_THROW(pool.map([](int) { return unreadable(); }, first(3)), std::range_error);
    BOOST_TEST(pool.apply(square, 2) == 4);
}

// --- callbacks ---------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_callback_gets_the_value_in_the_thread_of_the_pool)
{
    given<std::pair<int, std::thread::id>> seen;
    given<std::thread::id> again;
    mp::Pool pool(1);
    pool.apply_async(
        mp::AsyncOptions<int>{
            .callback =
                [&](int x) {
                    seen.promise.set_value({x, std::this_thread::get_id()});
                }},
        square,
        4);
    auto const [value, thread] = seen.get();
    BOOST_TEST(value == 16);
    BOOST_TEST((thread != std::this_thread::get_id()));
    pool.apply_async(
        {.callback = [&] { again.promise.set_value(std::this_thread::get_id()); }}, do_nothing);
    BOOST_TEST((again.get() == thread));
}

BOOST_AUTO_TEST_CASE(a_callback_of_map_gets_all_values_at_once)
{
    given<std::vector<int>> mapped;
    given<std::vector<int>> spread;
    given<std::vector<int>> none;
    mp::Pool pool(2);
    pool.map_async(
        {.callback = [&](auto all) { mapped.promise.set_value(all); }}, square, first(10), 3);
    BOOST_TEST(mapped.get() == squares(10), boost::test_tools::per_element());
    std::vector<std::pair<int, int>> const pairs{{1, 2}, {3, 4}};
    pool.starmap_async(
        {.callback = [&](auto all) { spread.promise.set_value(all); }},
        [](int a, int b) { return a * b; },
        pairs);
    BOOST_TEST((spread.get() == std::vector<int>{2, 12}));
    pool.map_async({.callback = [&](auto all) { none.promise.set_value(all); }}, square, first(0));
    BOOST_TEST(none.get().empty());
}

BOOST_AUTO_TEST_CASE(an_error_callback_gets_the_exception)
{
    given<std::exception_ptr> of_apply;
    given<std::exception_ptr> of_map;
    mp::Pool pool(1);
    auto const wrong = [](int) { BOOST_ERROR("it was no success"); };
    pool.apply_async(
        {.callback = wrong,
         .error_callback = [&](auto error) { of_apply.promise.set_value(error); }},
        fail,
        "no");
    BOOST_TEST(text_of<std::domain_error>([&] { std::rethrow_exception(of_apply.get()); }) == "no");
    pool.map_async(
        {.error_callback = [&](auto error) { of_map.promise.set_value(error); }},
        fail,
        std::vector<std::string>{"first", "second"},
        1);
    BOOST_TEST(
        text_of<std::domain_error>([&] { std::rethrow_exception(of_map.get()); }) == "first");
}

BOOST_AUTO_TEST_CASE(an_error_callback_is_told_of_a_result_that_cannot_be_read)
{
    given<std::exception_ptr> seen;
    mp::Pool pool(1);
    pool.apply_async(
        {.callback = [](unreadable) { BOOST_ERROR("it cannot be read"); },
         .error_callback = [&](auto error) { seen.promise.set_value(error); }},
        [] { return unreadable(); });
    BOOST_CHECK_THROW(std::rethrow_exception(seen.get()), std::range_error);
}

BOOST_AUTO_TEST_CASE(callbacks_are_called_before_join_returns)
{
    std::atomic<int> calls = 0;
    mp::Pool pool(2);
    for (int i = 0; i < 100; ++i)
    {
        pool.apply_async({.callback = [&](int) { ++calls; }}, square, i);
    }
    pool.close();
    pool.join();
    BOOST_TEST(calls == 100);
}

BOOST_AUTO_TEST_CASE(error_callbacks_are_told_that_the_pool_was_terminated)
{
    mp::Event never;
    given<std::exception_ptr> seen;
    mp::Pool pool(1);
    pool.apply_async(
        {.error_callback = [&](auto error) { seen.promise.set_value(error); }},
        square_after,
        never,
        1);
    pool.terminate();
    BOOST_CHECK_THROW(std::rethrow_exception(seen.get()), mp::ProcessError);
}

BOOST_AUTO_TEST_CASE(a_callback_that_throws_disturbs_nothing)
{
    mp::Pool pool(1);
    auto const result = pool.apply_async(
        {.callback = [](int) { throw std::domain_error("in a callback"); }}, square, 3);
    BOOST_TEST(result.get() == 9);
    BOOST_TEST(pool.apply(square, 4) == 16);
}

BOOST_AUTO_TEST_CASE(a_callback_that_waits_for_its_pool_gets_an_error)
{
    mp::Pool pool(1);
    auto const waits = [&](std::function<void()> wait) {
        given<std::exception_ptr> seen;
        pool.apply_async(
            {.callback = [&](int) { seen.promise.set_value(thrown_by(wait)); }}, square, 1);
        auto const error = seen.get();
        BOOST_REQUIRE(bool(error));
        BOOST_CHECK_THROW(std::rethrow_exception(error), quartet::RuntimeError);
    };
    waits([&] { pool.apply(square, 1); });
    waits([&] { pool.map(square, first(10)); });
    waits([&] { pool.apply_async(square, 1).wait(); });
    waits([&] { pool.imap(square, first(3)).next(); });
    waits([&] { pool.imap_unordered(square, first(3)).next(1.0); });
    waits([&] {
        pool.close();
        pool.join();
    });
    pool.join();
}

BOOST_AUTO_TEST_CASE(a_callback_may_call_its_pool_without_waiting)
{
    given<int> seen;
    mp::Pool pool(1);
    pool.apply_async(
        {.callback =
             [&](int x) {
                 pool.apply_async(
                     {.callback = [&](int y) { seen.promise.set_value(y); }}, square, x);
             }},
        square,
        3);
    BOOST_TEST(seen.get() == 81);
}

BOOST_AUTO_TEST_CASE(a_callback_may_terminate_its_pool)
{
    mp::Event never;
    mp::Pool pool(1);
    auto const first_one =
        pool.apply_async({.callback = [&](int) { pool.terminate(); }}, square, 3);
    auto const second = pool.apply_async(square_after, never, 3);
    BOOST_CHECK_THROW(second.get(), mp::ProcessError);
    pool.join();
    BOOST_TEST(first_one.get() == 9);
}

BOOST_AUTO_TEST_CASE(what_a_callback_holds_may_call_the_pool_when_it_goes)
{
    struct last_words
    {
        mp::Pool& pool;
        given<int>& seen;
        ~last_words()
        {
            pool.apply_async(
                {.callback = [this_one = &seen](int x) { this_one->promise.set_value(x); }},
                square,
                6);
        }
    };
    given<int> seen;
    mp::Pool pool(1);
    pool.apply_async(
        {.callback = [held = std::make_shared<last_words>(pool, seen)](int) {}}, square, 3);
    BOOST_TEST(seen.get() == 36);
}

BOOST_AUTO_TEST_CASE(a_thread_that_comes_after_the_pools_is_not_taken_for_it)
{
    mp::Pool pool(1);
    pool.close();
    pool.join();
    // glibc gives the next thread the id of the last one.
    std::exception_ptr error;
    std::thread([&] { error = thrown_by([&] { pool.join(); }); }).join();
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_SUITE_END()
