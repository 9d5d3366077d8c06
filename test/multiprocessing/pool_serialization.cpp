// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What travels between a pool and its workers: what cannot, and what is large.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <ranges>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <variant>
#include <vector>

#include "pool_case.hpp"

namespace {

using namespace quartet_test;

/// Refuses to be written, or to be read, when it is told so.
struct moody
{
    enum mood
    {
        good,
        not_written,
        not_written_oddly,
        not_read
    };
    int state = good;

    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        if (state == not_written)
        {
            throw std::range_error("will not be written");
        }
        if (state == not_written_oddly)
        {
            throw 7;
        }
        ar << state;
    }
    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        ar >> state;
        if (state == not_read)
        {
            throw std::range_error("will not be read");
        }
    }
    BOOST_SERIALIZATION_SPLIT_MEMBER()
};

int state_of(moody value)
{
    return value.state;
}

moody in_state(int state)
{
    return {state};
}

/// A function object with moods.
struct moody_function
{
    moody mood;
    int operator()(int x) const { return x; }

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & mood;
        // clang-format on
    }
};

/// An empty function object that writes itself all the same.
struct empty_function
{
    int operator()(int x) const { return x + 1; }

    template <class Archive>
    void serialize(Archive&, unsigned)
    {}
};

constexpr std::size_t large = std::size_t(16) << 20;

std::vector<std::uint64_t> numbers(std::size_t bytes, std::uint64_t from)
{
    std::vector<std::uint64_t> all(bytes / sizeof from);
    for (std::uint64_t& each : all)
    {
        each = from++;
    }
    return all;
}

std::vector<std::uint64_t> increment(std::vector<std::uint64_t> all)
{
    for (std::uint64_t& each : all)
    {
        ++each;
    }
    return all;
}

void limit_memory(std::size_t bytes)
{
    rlimit const limit{bytes, bytes};
    ::setrlimit(RLIMIT_AS, &limit);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool_serialization, pool_case)

BOOST_AUTO_TEST_CASE(an_argument_that_cannot_be_written_fails_its_call_alone)
{
    mp::Pool pool(1);
    auto const result = pool.apply_async(state_of, moody{moody::not_written});
    auto const next = pool.apply_async(state_of, moody{moody::good});
    BOOST_TEST(text_of<std::range_error>([&] { result.get(); }) == "will not be written");
    BOOST_TEST(next.get() == moody::good);
}

BOOST_AUTO_TEST_CASE(an_argument_that_cannot_be_read_fails_its_call_alone)
{
    mp::Pool pool(1);
    pid_t const worker = pool.apply(own_pid);
    auto const error = thrown_by([&] { pool.apply(state_of, moody{moody::not_read}); });
    BOOST_REQUIRE(bool(error));
    BOOST_CHECK_THROW(std::rethrow_exception(error), std::range_error);
    BOOST_CHECK_THROW(std::rethrow_exception(error), mp::RemoteTraceback);
    BOOST_TEST(pool.apply(own_pid) == worker);
}

BOOST_AUTO_TEST_CASE(of_a_map_only_the_chunk_fails)
{
    mp::Pool pool(1);
    std::vector<moody> values(6);
    values[2].state = moody::not_written;
    values[4].state = moody::not_read;
    auto results = pool.imap(state_of, values);
    int good = 0;
    int bad = 0;
    for (int i = 0; i < 6; ++i)
    {
        thrown_by([&] { results.next(); }) ? ++bad : ++good;
    }
    BOOST_TEST(good == 4);
    BOOST_TEST(bad == 2);
    BOOST_TEST(!results.next());
    BOOST_TEST(
        text_of<std::range_error>([&] { pool.map(state_of, values, 1); }) == "will not be written");
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_written_fails_its_call_alone)
{
    mp::Pool pool(1);
    auto const text =
        text_of<mp::MaybeEncodingError>([&] { pool.apply(in_state, int(moody::not_written)); });
    BOOST_TEST(contains(text, "moody"));
    BOOST_TEST(contains(text, "will not be written"));
    BOOST_TEST(contains(
        text_of<mp::MaybeEncodingError>(
            [&] { pool.apply(in_state, int(moody::not_written_oddly)); }),
        "moody"));
    BOOST_CHECK_THROW(
        pool.map(in_state, std::vector<int>{moody::good, moody::not_written}),
        mp::MaybeEncodingError);
    BOOST_TEST(pool.apply(in_state, int(moody::good)).state == moody::good);
}

BOOST_AUTO_TEST_CASE(a_result_that_cannot_be_read_fails_its_call_alone)
{
    mp::Pool pool(1);
    BOOST_CHECK_THROW(pool.apply(in_state, int(moody::not_read)), std::range_error);
    auto results = pool.imap(in_state, std::vector<int>{moody::not_read, moody::good});
    BOOST_CHECK_THROW(results.next(), std::range_error);
    BOOST_TEST(results.next()->state == moody::good);
    BOOST_TEST(!results.next());
}

BOOST_AUTO_TEST_CASE(a_function_object_that_cannot_travel_fails_its_call)
{
    mp::Pool pool(1);
    BOOST_CHECK_THROW(pool.map(moody_function{{moody::not_written}}, first(3)), std::range_error);
    BOOST_CHECK_THROW(pool.map(moody_function{{moody::not_read}}, first(3)), std::range_error);
    BOOST_CHECK_THROW(pool.apply(moody_function{{moody::not_written}}, 1), std::range_error);
    BOOST_TEST(pool.map(moody_function{}, first(3)) == first(3), boost::test_tools::per_element());
    BOOST_TEST((pool.map(empty_function(), first(3)) == std::vector{1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(an_exception_that_cannot_be_copied_arrives_all_the_same)
{
    mp::Pool pool(1);
    BOOST_CHECK_THROW(
        pool.apply([] {
            struct odd
            {
                std::unique_ptr<int> only_one;
            };
            throw odd();
        }),
        mp::RemoteError);
    auto const huge = text_of<std::domain_error>(
        [&] { pool.apply([] { throw std::domain_error(std::string(large / 4, 'x')); }); });
    BOOST_TEST(huge.size() == large / 4);
}

BOOST_AUTO_TEST_CASE(values_of_many_kinds_come_back_as_they_went)
{
    using anything = std::variant<int, std::string, std::vector<double>, std::vector<std::string>>;
    mp::Pool pool(2);
    std::vector<anything> const all{
        1, "two", std::vector{3.0, 3.5}, std::vector<std::string>{"", "four"}};
    BOOST_TEST((pool.map([](anything each) { return each; }, all, 1) == all));
}

// --- large values ------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(large_values_go_both_ways, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    auto const there = numbers(large, 1);
    BOOST_TEST((pool.apply(increment, there) == numbers(large, 2)));
    BOOST_TEST(
        (pool.apply([](std::vector<std::uint64_t> all) { return all.size(); }, there) ==
         there.size()));
    BOOST_TEST((pool.apply(numbers, large, 5) == numbers(large, 5)));
}

BOOST_AUTO_TEST_CASE(large_values_go_both_ways_at_once)
{
    mp::Pool pool(2);
    std::vector<std::vector<std::uint64_t>> all;
    std::vector<std::vector<std::uint64_t>> expected;
    for (std::size_t i = 0; i < 12; ++i)
    {
        all.push_back(numbers(large / 4 - 8 * i, i));
        expected.push_back(numbers(large / 4 - 8 * i, i + 1));
    }
    BOOST_TEST((pool.map(increment, all, 1) == expected));
    auto results = pool.imap(increment, all, 2);
    for (auto const& each : expected)
    {
        BOOST_TEST((results.next() == each));
    }
}

BOOST_AUTO_TEST_CASE(values_about_as_large_as_the_way_are_whole)
{
    mp::Pool pool(1);
    for (std::size_t const size : {(1 << 20) - 64, (1 << 20) - 8, 1 << 20, (1 << 20) + 8, 2 << 20})
    {
        auto const there = numbers(size, size);
        BOOST_TEST((pool.apply(increment, there) == numbers(size, size + 1)));
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_tiny_tasks_are_all_done)
{
    mp::Pool pool(2);
    int const many = 100'000;
    auto const add = [](std::int64_t x) { return x + 1; };
    auto const results = pool.map(add, std::views::iota(0, many), 1);
    BOOST_REQUIRE(results.size() == static_cast<std::size_t>(many));
    bool same = true;
    for (int i = 0; i < many; ++i)
    {
        same = same && results[static_cast<std::size_t>(i)] == i + 1;
    }
    BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(an_argument_that_is_too_large_for_a_worker_fails_its_call_alone)
{
    constexpr std::size_t much = std::size_t(512) << 20;
    mp::Pool pool(1, limit_memory, much);
    auto const sum = [](std::string text) { return text.size(); };
    BOOST_CHECK_THROW(pool.apply(sum, std::string(much, 'x')), std::bad_alloc);
    BOOST_TEST(pool.apply(sum, std::string(large, 'x')) == large);
}

BOOST_AUTO_TEST_SUITE_END()
