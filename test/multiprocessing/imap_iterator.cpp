// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/imap_iterator.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <list>
#include <optional>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include "pool_case.hpp"

namespace {

using namespace quartet_test;

int square_positive(int x)
{
    if (x < 0)
    {
        throw std::domain_error("negative: " + std::to_string(x));
    }
    return x * x;
}

int wait_for_it(mp::Event event)
{
    event.wait();
    return 1;
}

std::string mebibyte(int)
{
    return std::string(1 << 20, 'x');
}

/// All that is left.
template <class T>
std::vector<T> rest_of(mp::IMapIterator<T>& results)
{
    std::vector<T> all;
    for (T& each : results)
    {
        all.push_back(std::move(each));
    }
    return all;
}

/// Numbers from 0 on; throws when it should give `limit`.
auto numbers_until(int limit)
{
    return std::views::iota(0) | std::views::transform([limit](int i) {
               if (i == limit)
               {
                   throw std::length_error("no more input");
               }
               return i;
           });
}

std::size_t resident_bytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t whole = 0;
    std::size_t resident = 0;
    file >> whole >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(imap_iterator, pool_case)

BOOST_DATA_TEST_CASE(imap_gives_the_results_in_order, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    for (int const chunksize : {1, 3, 1000})
    {
        auto results = pool.imap(square, first(100), chunksize);
        BOOST_TEST(rest_of(results) == squares(100), boost::test_tools::per_element());
        BOOST_TEST(!results.next());
        BOOST_TEST(!results.next());
    }
}

BOOST_DATA_TEST_CASE(imap_unordered_gives_each_result_once, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    for (int const chunksize : {1, 7})
    {
        auto results = pool.imap_unordered(square, first(100), chunksize);
        auto all = rest_of(results);
        std::sort(all.begin(), all.end());
        BOOST_TEST(all == squares(100), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(imap_unordered_gives_first_what_is_done_first)
{
    static std::optional<mp::Event> gate;  // a worker's
    mp::Event go;
    mp::Pool pool(
        2, [](mp::Event e) { gate = e; }, go);
    auto results = pool.imap_unordered(
        [](int i) {
            if (i == 0)
            {
                gate->wait();
            }
            return i;
        },
        std::vector{0, 1});
    BOOST_TEST(results.next().value() == 1);
    go.set();
    BOOST_TEST(results.next().value() == 0);
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(nothing_in_gives_nothing_out)
{
    mp::Pool pool(1);
    auto ordered = pool.imap(square, std::vector<int>());
    BOOST_TEST(!ordered.next());
    auto unordered = pool.imap_unordered(square, std::list<int>(), 5);
    BOOST_TEST((unordered.begin() == unordered.end()));
    auto lazy = pool.imap(square, first(5) | std::views::filter([](int) { return false; }));
    BOOST_TEST(!lazy.next());
}

BOOST_AUTO_TEST_CASE(an_endless_range_is_taken_a_few_chunks_ahead)
{
    int taken = 0;
    mp::Pool pool(2);
    auto results = pool.imap(square, std::views::iota(0) | std::views::transform([&](int i) {
                                         ++taken;
                                         return i;
                                     }));
    for (int i = 0; i < 100; ++i)
    {
        BOOST_TEST((results.next() == i * i));
        BOOST_TEST(taken <= i + 1 + 8);
    }
    auto unordered = pool.imap_unordered(square, std::views::iota(0), 3);
    for (int i = 0; i < 100; ++i)
    {
        BOOST_TEST(bool(unordered.next()));
    }
}

BOOST_AUTO_TEST_CASE(a_range_that_is_read_once_is_taken_as_it_comes)
{
    std::istringstream text("1 2 3 4");
    mp::Pool pool(2);
    auto results = pool.imap(square, std::views::istream<int>(text));
    BOOST_TEST((rest_of(results) == std::vector<int>{1, 4, 9, 16}));
}

BOOST_AUTO_TEST_CASE(a_range_that_knows_its_size_is_sent_out_at_once)
{
    mp::Value<int> calls;
    mp::Pool pool(1);
    auto const results =
        pool.imap([](mp::Value<int> all) { return count(all); }, std::vector(100, calls));
    poll_until([&] { return counted(calls) == 100; });
}

BOOST_AUTO_TEST_CASE(a_range_that_is_moved_in_lives_as_long_as_it_is_needed)
{
    mp::Pool pool(1);
    auto results = [&] {
        std::vector<int> numbers = first(50);
        return pool.imap(square, std::move(numbers) | std::views::filter([](int) { return true; }));
    }();
    BOOST_TEST(rest_of(results) == squares(50), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(
    an_exception_comes_at_its_position_and_the_rest_after_it, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    auto results = pool.imap(square_positive, std::vector{1, -2, 3, -4, 5});
    BOOST_TEST((results.next() == 1));
    BOOST_TEST(text_of<std::domain_error>([&] { results.next(); }) == "negative: -2");
    BOOST_TEST((results.next() == 9));
    BOOST_TEST(text_of<std::domain_error>([&] { results.next(); }) == "negative: -4");
    BOOST_TEST((results.next() == 25));
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(an_exception_takes_the_place_of_its_chunk)
{
    mp::Pool pool(1);
    auto results = pool.imap(square_positive, std::vector{1, 2, 3, -4, 5, 6}, 2);
    BOOST_TEST((results.next() == 1));
    BOOST_TEST((results.next() == 4));
    BOOST_CHECK_THROW(results.next(), std::domain_error);
    BOOST_TEST((results.next() == 25));
    BOOST_TEST((results.next() == 36));
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(a_loop_may_be_taken_up_after_an_exception)
{
    mp::Pool pool(2);
    auto results = pool.imap_unordered(square_positive, std::vector{1, -2, 3}, 1);
    std::vector<int> seen;
    int errors = 0;
    for (bool over = false; !over;)
    {
        try
        {
            for (int const each : results)
            {
                seen.push_back(each);
            }
            over = true;
        }
        catch (std::domain_error const&)
        {
            ++errors;
        }
    }
    std::sort(seen.begin(), seen.end());
    BOOST_TEST((seen == std::vector<int>{1, 9}));
    BOOST_TEST(errors == 1);
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_input_comes_at_its_position_and_ends_it)
{
    mp::Pool pool(2);
    auto results = pool.imap(square, numbers_until(20));
    for (int i = 0; i < 20; ++i)
    {
        BOOST_TEST((results.next() == i * i));
    }
    BOOST_TEST(text_of<std::length_error>([&] { results.next(); }) == "no more input");
    BOOST_TEST(!results.next());
    BOOST_TEST(!results.next());
    auto at_once = pool.imap(square, numbers_until(0), 5);
    BOOST_CHECK_THROW(at_once.next(), std::length_error);
    BOOST_TEST(!at_once.next());
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_input_does_not_hold_up_what_was_before_it)
{
    mp::Pool pool(2);
    auto results = pool.imap_unordered(square, numbers_until(10));
    int seen = 0;
    int errors = 0;
    for (bool over = false; !over;)
    {
        try
        {
            auto const each = results.next();
            seen += each ? 1 : 0;
            over = !each;
        }
        catch (std::length_error const&)
        {
            ++errors;
        }
    }
    BOOST_TEST(seen == 10);
    BOOST_TEST(errors == 1);
}

BOOST_AUTO_TEST_CASE(next_throws_when_the_time_is_over_and_may_be_asked_again)
{
    mp::Event go;
    mp::Pool pool(1);
    for (bool const ordered : {true, false})
    {
        go.clear();
        std::vector const one{go};
        auto results =
            ordered ? pool.imap(wait_for_it, one) : pool.imap_unordered(wait_for_it, one);
        BOOST_CHECK_THROW(results.next(0.01), mp::TimeoutError);
        BOOST_CHECK_THROW(results.next(0), mp::TimeoutError);
        go.set();
        BOOST_TEST((results.next(3600) == 1));
        BOOST_TEST(!results.next(0));
    }
}

BOOST_AUTO_TEST_CASE(functions_without_a_result_may_be_iterated_too)
{
    mp::Pool pool(1);
    auto results = pool.imap([](int) {}, first(3));
    int seen = 0;
    while (results.next())
    {
        ++seen;
    }
    BOOST_TEST(seen == 3);
}

BOOST_AUTO_TEST_CASE(an_iteration_may_be_given_up)
{
    mp::Pool pool(2);
    {
        auto results = pool.imap(square, std::views::iota(0));
        BOOST_TEST((results.next() == 0));
    }
    BOOST_TEST(pool.apply(square, 3) == 9);
    pool.close();
    pool.join();
}

BOOST_AUTO_TEST_CASE(an_iteration_outlives_its_pool)
{
    std::optional<mp::IMapIterator<int>> results;
    {
        mp::Pool pool(1);
        results = pool.imap(square, std::views::iota(0));
        BOOST_TEST((results->next() == 0));
    }
    // Whatever was done by then, it comes to an end.
    BOOST_CHECK_THROW(rest_of(*results), std::exception);
    std::size_t errors = 0;
    for (bool over = false; !over;)
    {
        try
        {
            over = !results->next();
        }
        catch (std::exception const&)
        {
            BOOST_REQUIRE(++errors < 100);
        }
    }
}

BOOST_AUTO_TEST_CASE(results_that_were_taken_are_not_kept)
{
    mp::Pool pool(1);
    for (bool const ordered : {true, false})
    {
        auto results = ordered ? pool.imap(mebibyte, std::views::iota(0))
                               : pool.imap_unordered(mebibyte, std::views::iota(0));
        results.next();
        std::size_t const at_first = resident_bytes();
        for (int i = 0; i < 300; ++i)
        {
            BOOST_TEST(results.next()->size() == std::size_t(1 << 20));
        }
        BOOST_TEST(resident_bytes() < at_first + (std::size_t(100) << 20));
    }
}

BOOST_AUTO_TEST_SUITE_END()
