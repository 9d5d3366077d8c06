// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// map and imap of Group and Pool.
#include <quartet/gevent/imap_results.hpp>
#include <quartet/gevent/pool.hpp>
#include <quartet/gevent/queue.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/timeout.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <list>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::pool::Group;
using gevent::pool::Pool;
using namespace quartet_test;

int square(int x)
{
    return x * x;
}

/// The larger, the longer.
int slow(int x)
{
    for (int i = 0; i != 3 * x; ++i)
    {
        gevent::sleep(0);
    }
    return x;
}

int odd_only(int x)
{
    return x % 2 == 1 ? x : throw std::runtime_error("even: " + std::to_string(x));
}

static_assert(std::ranges::input_range<gevent::imap_results<std::unique_ptr<int>>>);

BOOST_FIXTURE_TEST_SUITE(pool_map, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(map_gives_results_in_order)
{
    Pool pool(2);
    std::vector const numbers{3, 2, 1};
    BOOST_TEST(pool.map(slow, numbers) == numbers);
    BOOST_TEST(pool.map(square, std::list{1, 2}) == std::vector({1, 4}));
    BOOST_TEST(pool.map(square, std::vector<int>()).empty());
    BOOST_TEST(Group().map(square, numbers) == std::vector({9, 4, 1}));
    auto const results = pool.map([](int x) { return std::make_unique<int>(x); }, numbers);
    BOOST_TEST(*results.back() == 1);
}

BOOST_AUTO_TEST_CASE(map_takes_several_ranges)
{
    Pool pool(3);
    std::vector const numbers{1, 2, 3};
    std::vector<std::string> const words{"a", "b"};
    auto const both = [](int n, std::string const& word) { return word + std::to_string(n); };
    BOOST_TEST(pool.map(both, numbers, words) == std::vector<std::string>({"a1", "b2"}));
}

BOOST_AUTO_TEST_CASE(map_of_a_function_without_a_result_has_none)
{
    Pool pool(2);
    int sum = 0;
    pool.map([&](int x) { sum += x; }, std::vector{1, 2, 3});
    static_assert(std::is_void_v<decltype(pool.map([](int) {}, std::vector{1}))>);
    BOOST_TEST(sum == 6);
}

BOOST_AUTO_TEST_CASE(map_throws_the_first_error_in_order_and_begins_no_more)
{
    Pool pool(1);
    int begun = 0;
    auto const fails_at_2_and_3 = [&](int x) {
        ++begun;
        return x < 2 ? x : throw std::runtime_error(std::to_string(x));
    };
    std::vector<int> numbers(100);
    std::iota(numbers.begin(), numbers.end(), 0);
    BOOST_CHECK_EXCEPTION(pool.map(fails_at_2_and_3, numbers), std::runtime_error, [](auto& e) {
        return e.what() == std::string("2");
    });
    BOOST_TEST(begun < 10);
}

BOOST_AUTO_TEST_CASE(map_async_has_copies_of_the_ranges)
{
    Pool pool(2);
    auto numbers = std::make_unique<std::vector<int>>(std::vector{1, 2, 3});
    auto const later = pool.map_async(square, *numbers);
    numbers.reset();
    BOOST_TEST(later.get() == std::vector({1, 4, 9}));
}

BOOST_AUTO_TEST_CASE(map_cb_tells_the_results)
{
    Pool pool(2);
    std::vector<int> seen;
    auto const see = [&](std::vector<int> const& all) { seen = all; };
    BOOST_TEST(pool.map_cb(see, square, std::vector{1, 2}) == std::vector({1, 4}));
    BOOST_TEST(seen == std::vector({1, 4}));
    bool done = false;
    pool.map_cb([&] { done = true; }, [](int) {}, std::vector{1, 2});
    BOOST_TEST(done);
}

BOOST_AUTO_TEST_CASE(imap_gives_results_in_order_and_imap_unordered_in_that_of_completion)
{
    Pool pool(10);
    std::vector const numbers{3, 1, 2};
    std::vector<int> results;
    for (int const each : pool.imap(slow, numbers))
    {
        results.push_back(each);
    }
    BOOST_TEST(results == std::vector({3, 1, 2}));
    results.clear();
    for (int const each : pool.imap_unordered(slow, numbers))
    {
        results.push_back(each);
    }
    BOOST_TEST(results == std::vector({1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(an_exception_is_thrown_at_its_position_and_the_iteration_goes_on)
{
    Pool pool(2);
    auto results = pool.imap(odd_only, std::vector{1, 2, 3});
    BOOST_TEST(*results.next() == 1);
    BOOST_CHECK_THROW(results.next(), std::runtime_error);
    BOOST_TEST(*results.next() == 3);
    BOOST_TEST(!results.next());
    BOOST_TEST(!results.next());
    int good = 0;
    int bad = 0;
    for (auto unordered = pool.imap_unordered(odd_only, std::vector{1, 2, 3, 4});;)
    {
        try
        {
            if (!unordered.next())
            {
                break;
            }
            ++good;
        }
        catch (std::runtime_error const&)
        {
            ++bad;
        }
    }
    BOOST_TEST(good == 2);
    BOOST_TEST(bad == 2);
}

BOOST_AUTO_TEST_CASE(what_a_range_throws_is_the_last)
{
    struct failing
    {
        struct iterator
        {
            using value_type = int;
            using difference_type = std::ptrdiff_t;
            int at = 0;
            int operator*() const { return at; }
            iterator& operator++() { return ++at == 2 ? throw std::logic_error("broken") : *this; }
            void operator++(int) { ++*this; }
            bool operator==(std::default_sentinel_t) const { return false; }
        };
        iterator begin() const { return {}; }
        std::default_sentinel_t end() const { return {}; }
    };
    Pool pool(2);
    auto results = pool.imap(square, failing());
    BOOST_TEST(*results.next() == 0);
    BOOST_TEST(*results.next() == 1);
    BOOST_CHECK_THROW(results.next(), std::logic_error);
    BOOST_TEST(!results.next());
    BOOST_CHECK_THROW(pool.map(square, failing()), std::logic_error);
}

BOOST_AUTO_TEST_CASE(maxsize_bounds_what_runs_or_has_results_that_nobody_took)
{
    Group all;
    int begun = 0;
    auto const count = [&](int x) {
        ++begun;
        return x;
    };
    std::vector<int> numbers(20);
    std::iota(numbers.begin(), numbers.end(), 0);
    auto results = all.imap({.maxsize = 3}, count, numbers);
    for (int i = 0; i != 20; ++i)
    {
        for (int n = 0; n != 20; ++n)
        {
            gevent::sleep(0);
        }
        BOOST_TEST(begun == std::min(20, i + 3));
        BOOST_TEST(*results.next() == i);
    }
    BOOST_TEST(!results.next());
    BOOST_CHECK_THROW(all.imap({.maxsize = 0}, count, numbers), quartet::ValueError);
    int sum = 0;
    for (int const each : all.imap_unordered({.maxsize = 1}, square, numbers))
    {
        sum += each;
    }
    BOOST_TEST(sum == 2470);
}

BOOST_AUTO_TEST_CASE(imap_does_not_wait_for_places_and_takes_a_queue)
{
    Pool pool(1);
    gevent::queue::Queue<int> q;
    auto results = pool.imap(square, q);
    q.put(1);
    q.put(2);
    BOOST_TEST(*results.next() == 1);
    q.put(3);
    q.shutdown();
    BOOST_TEST(*results.next() == 4);
    BOOST_TEST(*results.next() == 9);
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(when_the_results_go_nothing_more_is_begun_or_taken_from_the_range)
{
    Pool pool(1);
    int begun = 0;
    auto numbers = std::make_unique<std::vector<int>>(1000, 1);
    {
        auto results = pool.imap(
            [&](int x) {
                ++begun;
                gevent::sleep(0);
                return x;
            },
            *numbers);
        BOOST_TEST(*results.next() == 1);
    }
    numbers.reset();
    pool.join();
    BOOST_TEST(begun < 10);
    gevent::queue::Queue<int> never;
    {
        auto waits = pool.imap(square, never);
        gevent::sleep(0);
    }
    {
        auto not_begun = pool.imap(square, never);
    }
    never.put(1);
    gevent::sleep(0);
    BOOST_TEST(never.qsize() == 1u);
}

BOOST_AUTO_TEST_CASE(results_may_be_moved)
{
    Pool pool(1);
    auto first = pool.imap(square, std::vector{1, 2, 3});
    BOOST_TEST(*first.next() == 1);
    auto second = std::move(first);
    BOOST_TEST(*second.next() == 4);
    BOOST_TEST(*second.next() == 9);
    BOOST_TEST(!second.next());
}

BOOST_AUTO_TEST_CASE(a_call_that_is_killed_gives_greenlet_exit_in_its_turn)
{
    Pool pool(4);
    auto results = pool.imap(
        [](int x) {
            if (x == 2)
            {
                gevent::sleep(std::nullopt);
            }
            return x;
        },
        std::vector{1, 2, 3});
    BOOST_TEST(*results.next() == 1);
    gevent::sleep(0);
    pool.kill();
    BOOST_CHECK_THROW(results.next(), gevent::GreenletExit);
    BOOST_TEST(*results.next() == 3);
    BOOST_TEST(!results.next());
    auto not_begun = pool.imap(square, std::vector{1});
    gevent::sleep(0);  // the feeder has a turn
    pool.kill();
    BOOST_CHECK_THROW(not_begun.next(), gevent::GreenletExit);
    BOOST_TEST(!not_begun.next());
}

BOOST_AUTO_TEST_CASE(a_timeout_in_next_loses_no_result)
{
    Pool pool(1);
    bool may_end = false;
    auto results = pool.imap(
        [&](int x) {
            while (!may_end)
            {
                gevent::sleep(0.001);
            }
            return x;
        },
        std::vector{1, 2});
    {
        auto const with = gevent::Timeout::start_new(0.01);
        BOOST_CHECK_THROW(results.next(), gevent::Timeout);
    }
    may_end = true;
    BOOST_TEST(*results.next() == 1);
    BOOST_TEST(*results.next() == 2);
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(calls_without_a_result_are_iterated_over_too)
{
    Pool pool(2);
    int sum = 0;
    int calls = 0;
    for ([[maybe_unused]] auto const& each : pool.imap([&](int x) { sum += x; }, std::vector{1, 2}))
    {
        ++calls;
    }
    BOOST_TEST(calls == 2);
    BOOST_TEST(sum == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
