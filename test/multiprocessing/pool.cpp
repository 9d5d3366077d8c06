// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Making a pool, and its calls that wait: apply, map and starmap.
#include <quartet/multiprocessing.hpp>
#include <quartet/multiprocessing/pool.hpp>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <forward_list>
#include <list>
#include <map>
#include <memory>
#include <ranges>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "pool_case.hpp"

namespace {

using namespace quartet_test;

std::string join(std::string const& a, int b, double c)
{
    std::ostringstream text;
    text << a << b << c;
    return text.str();
}

std::size_t length(std::string_view text)
{
    return text.size();
}

void refuse(int number)
{
    if (number < 0)
    {
        throw std::out_of_range("negative: " + std::to_string(number));
    }
}

/// A function object that takes something along.
struct multiply
{
    int by = 0;
    int operator()(int x) const { return x * by; }

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & by;
        // clang-format on
    }
};

/// Counts its calls, and refuses some.
struct counted_refusal
{
    mp::Value<int> calls;
    int operator()(int number)
    {
        count(calls);
        refuse(number);
        return number;
    }

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & calls;
        // clang-format on
    }
};

struct own_error : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

[[noreturn]] int throw_own(int number)
{
    throw own_error("own " + std::to_string(number));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pool, pool_case)

// --- making one --------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(less_than_one_process_is_refused)
{
    for (int const wrong : {0, -1, -1000})
    {
        std::string const text = text_of<quartet::ValueError>([&] { mp::Pool{wrong}; });
        BOOST_TEST(contains(text, "processes"));
        BOOST_TEST(contains(text, std::to_string(wrong)));
    }
}

BOOST_AUTO_TEST_CASE(a_worker_must_be_allowed_a_task)
{
    for (int const wrong : {0, -5})
    {
        std::string const text =
            text_of<quartet::ValueError>([&] { mp::Pool({.maxtasksperchild = wrong}, 1); });
        BOOST_TEST(contains(text, "maxtasksperchild"));
        BOOST_TEST(contains(text, std::to_string(wrong)));
    }
}

BOOST_AUTO_TEST_CASE(a_negative_number_of_retries_is_refused)
{
    std::string const text = text_of<quartet::ValueError>([] { mp::Pool({.retries = -1}, 1); });
    BOOST_TEST(contains(text, "retries"));
    BOOST_TEST(contains(text, "-1"));
}

BOOST_AUTO_TEST_CASE(without_a_number_there_is_a_worker_for_each_processor)
{
    mp::Pool pool;
    BOOST_TEST(workers().size() == static_cast<std::size_t>(mp::cpu_count()));
    mp::Pool same(std::nullopt);
    BOOST_TEST(workers().size() == static_cast<std::size_t>(2 * mp::cpu_count()));
}

BOOST_AUTO_TEST_CASE(workers_are_daemonic_and_have_names)
{
    mp::Pool pool(2);
    auto const all = workers();
    BOOST_REQUIRE(all.size() == 2u);
    BOOST_TEST(all[0].daemon());
    BOOST_TEST(all[0].name() != all[1].name());
    BOOST_TEST(pool.apply([] { return mp::current_process().daemon(); }));
}

BOOST_AUTO_TEST_CASE(a_pool_can_be_moved)
{
    mp::Pool pool(1);
    mp::Pool other(std::move(pool));
    BOOST_TEST(other.apply(square, 3) == 9);
    mp::Pool third(1);
    third = std::move(other);
    BOOST_TEST(third.apply(square, 4) == 16);
}

// --- apply -------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(apply_gives_the_result_of_the_function, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    BOOST_TEST(pool.apply(square, 7) == 49);
    BOOST_TEST(pool.apply(join, "a", 1, 2.5) == "a12.5");
    BOOST_TEST(pool.apply(own_pid) != ::getpid());
}

BOOST_AUTO_TEST_CASE(apply_takes_any_callable_that_can_travel)
{
    mp::Pool pool(1);
    BOOST_TEST(pool.apply(&square, 2) == 4);
    BOOST_TEST(pool.apply([](int a, int b) { return a - b; }, 5, 3) == 2);
    BOOST_TEST(pool.apply([](auto a) { return a + 1; }, 5) == 6);
    BOOST_TEST(pool.apply(multiply{6}, 7) == 42);
    BOOST_TEST(pool.apply(std::plus<int>(), 1, 2) == 3);
}

BOOST_AUTO_TEST_CASE(arguments_become_the_parameter_types)
{
    mp::Pool pool(1);
    BOOST_TEST(pool.apply(length, "four") == 4u);
    BOOST_TEST(pool.apply([](double x) { return x / 2; }, 1) == 0.5);
}

BOOST_AUTO_TEST_CASE(a_function_may_return_nothing)
{
    mp::Pool pool(1);
    static_assert(std::is_void_v<decltype(pool.apply(refuse, 1))>);
    pool.apply(refuse, 1);
    BOOST_CHECK_THROW(pool.apply(refuse, -1), std::out_of_range);
    pool.map(refuse, std::vector{1, 2, 3});
    BOOST_CHECK_THROW(pool.map(refuse, std::vector{1, -2, 3}), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(handles_may_be_arguments_and_results)
{
    mp::Queue<int> queue;
    mp::Pool pool(1);
    pool.apply([](mp::Queue<int> q) { q.put(5); }, queue);
    BOOST_TEST(queue.get() == 5);
    auto back = pool.apply([](mp::Queue<int> q) { return q; }, queue);
    back.put(6);
    BOOST_TEST(queue.get() == 6);
}

// --- exceptions --------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_standard_exception_arrives_as_itself, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(1);
    BOOST_TEST(text_of<std::out_of_range>([&] { pool.apply(refuse, -7); }) == "negative: -7");
    pid_t const worker = pool.apply(own_pid);
    auto const origin = error_of<mp::RemoteTraceback>([&] { pool.apply(refuse, -7); });
    BOOST_TEST(origin.type_name() == "std::out_of_range");
    BOOST_TEST(origin.text() == "negative: -7");
    BOOST_TEST(origin.pid() == worker);
    BOOST_TEST(contains(origin.traceback(), "refuse"));
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_users_own_arrives_as_a_remote_error)
{
    mp::Pool pool(1);
    auto const error = error_of<mp::RemoteError>([&] { pool.apply(throw_own, 3); });
    BOOST_TEST(contains(error.type_name(), "own_error"));
    BOOST_TEST(error.text() == "own 3");
    BOOST_TEST(!error.traceback().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_exception_may_be_thrown_too)
{
    mp::Pool pool(1);
    auto const error = error_of<mp::RemoteError>([&] { pool.apply([]() -> int { throw 42; }); });
    BOOST_TEST(error.type_name() == "int");
    BOOST_TEST(error.text() == "42");
}

BOOST_AUTO_TEST_CASE(a_worker_goes_on_after_an_exception)
{
    mp::Pool pool(1);
    pid_t const worker = pool.apply(own_pid);
    BOOST_CHECK_THROW(pool.apply(refuse, -1), std::out_of_range);
    BOOST_TEST(pool.apply(own_pid) == worker);
}

// --- map ---------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(map_keeps_the_order, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(3);
    BOOST_TEST(pool.map(square, first(1000)) == squares(1000), boost::test_tools::per_element());
    BOOST_TEST(pool.map(square, first(1000), 1) == squares(1000), boost::test_tools::per_element());
    BOOST_TEST(
        pool.map(square, first(1000), 999) == squares(1000), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(map_of_nothing_is_empty)
{
    mp::Pool pool(1);
    BOOST_TEST(pool.map(square, std::vector<int>()).empty());
    pool.map(refuse, std::vector<int>());
    BOOST_TEST(pool.starmap(join, std::vector<std::tuple<std::string, int, double>>()).empty());
}

BOOST_AUTO_TEST_CASE(map_takes_any_range)
{
    mp::Pool pool(2);
    auto const expected = squares(10);
    auto const check = [&](std::vector<int> const& seen) {
        BOOST_TEST(seen == expected, boost::test_tools::per_element());
    };
    auto const numbers = first(10);
    check(pool.map(square, numbers));
    check(pool.map(square, std::list<int>(numbers.begin(), numbers.end())));
    check(pool.map(square, std::forward_list<int>(numbers.begin(), numbers.end())));
    check(pool.map(square, std::set<int>(numbers.begin(), numbers.end())));
    check(pool.map(square, std::views::iota(0, 10)));
    check(pool.map(square, first(20) | std::views::filter([](int i) { return i < 10; })));
    std::istringstream text("0 1 2 3 4 5 6 7 8 9");
    check(pool.map(square, std::views::istream<int>(text)));
    std::vector<bool> const bits{true, false, true};
    BOOST_TEST(
        (pool.map([](bool b) { return !b; }, bits) == std::vector<bool>{false, true, false}));
}

BOOST_AUTO_TEST_CASE(elements_become_the_parameter_type)
{
    mp::Pool pool(1);
    std::vector<char const*> const words{"a", "bcd"};
    BOOST_TEST((pool.map(length, words) == std::vector<std::size_t>{1, 3}));
    BOOST_TEST((pool.map([](double x) { return x / 2; }, first(2)) == std::vector<double>{0, 0.5}));
}

BOOST_AUTO_TEST_CASE(map_takes_a_function_object_with_a_handle)
{
    mp::Pool pool(2);
    mp::Value<int> calls;
    pool.map(counted_refusal{calls}, first(10), 3);
    BOOST_TEST(counted(calls) == 10);
}

BOOST_AUTO_TEST_CASE(a_chunk_of_less_than_one_is_refused)
{
    mp::Pool pool(1);
    for (int const wrong : {0, -3})
    {
        auto const check = [&](std::string const& text) {
            BOOST_TEST(contains(text, "chunksize"));
            BOOST_TEST(contains(text, std::to_string(wrong)));
        };
        check(text_of<quartet::ValueError>([&] { pool.map(square, first(3), wrong); }));
        check(text_of<quartet::ValueError>([&] { pool.map_async(square, first(3), wrong); }));
        check(text_of<quartet::ValueError>([&] { pool.imap(square, first(3), wrong); }));
        check(text_of<quartet::ValueError>(
            [&] { pool.imap_unordered(square, std::views::iota(0), wrong); }));
    }
}

BOOST_AUTO_TEST_CASE(all_chunks_run_and_then_the_first_exception_in_order_is_thrown)
{
    mp::Pool pool(3);
    mp::Value<int> calls;
    std::vector<int> numbers = first(100);
    numbers[90] = -90;
    numbers[30] = -30;
    numbers[60] = -60;
    BOOST_TEST(text_of<std::out_of_range>([&] {
                   pool.map(counted_refusal{calls}, numbers, 1);
               }) == "negative: -30");
    BOOST_TEST(counted(calls) == 100);
}

BOOST_AUTO_TEST_CASE(an_exception_ends_its_chunk_and_no_other)
{
    mp::Pool pool(2);
    mp::Value<int> calls;
    std::vector<int> numbers = first(30);
    numbers[10] = -1;
    BOOST_CHECK_THROW(pool.map(counted_refusal{calls}, numbers, 10), std::out_of_range);
    BOOST_TEST(counted(calls) == 21);
}

BOOST_AUTO_TEST_CASE(work_is_shared_among_the_workers)
{
    // Each waits for the other: one alone could not do it.
    mp::Pool pool(2);
    mp::Value<int> here;
    auto const meet = [](mp::Value<int> all) {
        count(all);
        poll_until([&] { return counted(all) == 2; });
        return own_pid();
    };
    std::vector<mp::Value<int>> const twice(2, here);
    auto const pids = pool.map(meet, twice, 1);
    BOOST_TEST(pids[0] != pids[1]);
}

BOOST_AUTO_TEST_CASE(tasks_that_wait_behind_a_long_one_go_to_others)
{
    mp::Pool pool(2);
    mp::Value<int> done;
    // Whoever gets the first of them stays at it until all of the others are done.
    auto const work = [](mp::Value<int> all, int number) {
        if (number == 0)
        {
            poll_until([&] { return counted(all) == 99; });
        }
        else
        {
            count(all);
        }
    };
    std::vector<std::pair<mp::Value<int>, int>> tasks;
    for (int i = 0; i < 100; ++i)
    {
        tasks.emplace_back(done, i);
    }
    pool.starmap(work, tasks, 1);
    BOOST_TEST(counted(done) == 99);
}

// --- starmap -----------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(starmap_spreads_tuples_and_pairs, start_methods, method)
{
    auto pool = mp::get_context(method).Pool(2);
    std::vector<std::tuple<std::string, int, double>> const rows{{"a", 1, 0.5}, {"b", 2, 1.5}};
    BOOST_TEST((pool.starmap(join, rows) == std::vector<std::string>{"a10.5", "b21.5"}));
    std::map<int, int> const pairs{{1, 2}, {3, 4}};
    BOOST_TEST(
        (pool.starmap([](int a, int b) { return a * b; }, pairs, 1) == std::vector<int>{2, 12}));
}

BOOST_AUTO_TEST_CASE(two_pools_do_not_disturb_each_other)
{
    mp::Pool one(1);
    mp::Pool two(1);
    auto const a = one.map_async(square, first(1000), 1);
    auto const b = two.map_async(square, first(1000), 1);
    BOOST_TEST(b.get() == squares(1000), boost::test_tools::per_element());
    BOOST_TEST(a.get() == squares(1000), boost::test_tools::per_element());
    BOOST_TEST(one.apply(own_pid) != two.apply(own_pid));
    one.terminate();
    BOOST_TEST(two.apply(square, 5) == 25);
}

BOOST_AUTO_TEST_SUITE_END()
