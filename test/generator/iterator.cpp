// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/generator/generator.hpp>
#include <quartet/generator/iterator.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <vector>

#include "events.hpp"

namespace {

using namespace quartet;
using namespace quartet_test;

static_assert(std::input_iterator<Generator<int>::iterator>);
static_assert(std::sentinel_for<std::default_sentinel_t, Generator<int>::iterator>);
static_assert(std::ranges::input_range<Generator<int>>);
static_assert(std::ranges::input_range<Generator<std::unique_ptr<int>>>);
static_assert(!std::ranges::forward_range<Generator<int>>);
static_assert(std::is_same_v<std::ranges::range_value_t<Generator<std::string>>, std::string>);

Generator<int> naturals()
{
    return [](auto& yield) {
        for (int i = 0;; ++i)
        {
            yield(i);
        }
    };
}

BOOST_AUTO_TEST_SUITE(iterator)

BOOST_AUTO_TEST_CASE(a_loop_takes_what_is_left)
{
    Generator<int, int> ask([](auto& yield) {
        for (int i = 1; i < 4; ++i)
        {
            yield(i);
        }
    });
    ask.send(std::nullopt);
    std::vector<int> all;
    for (int x : ask)
    {
        all.push_back(x);
    }
    BOOST_TEST(all == (std::vector<int>{2, 3}));
    for (int x : ask)
    {
        all.push_back(x);
    }
    BOOST_TEST(all.size() == 2u);
    Generator<int, int> const other = std::move(ask);
    for (int x : ask)
    {
        all.push_back(x);
    }
    BOOST_TEST(all.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_loop_that_is_left_goes_on_later)
{
    auto g = naturals();
    for (int x : g)
    {
        if (x == 3)
        {
            break;
        }
    }
    BOOST_TEST(g.next().value() == 4);
}

BOOST_AUTO_TEST_CASE(its_elements_can_be_moved_out)
{
    Generator<std::unique_ptr<int>> g([](auto& yield) {
        yield(std::make_unique<int>(1));
        yield(std::make_unique<int>(2));
    });
    std::vector<std::unique_ptr<int>> all;
    for (std::unique_ptr<int> each : g)
    {
        all.push_back(std::move(each));
    }
    BOOST_TEST(all.size() == 2u);
    BOOST_TEST(*all[1] == 2);
}

BOOST_AUTO_TEST_CASE(an_element_stays_until_the_next_one)
{
    Generator<std::string> g([](auto& yield) {
        yield("first");
        yield("second");
    });
    auto it = g.begin();
    BOOST_TEST(it->size() == 5u);
    BOOST_TEST(*it.operator->() == "first");
    BOOST_TEST(*it.operator->() == "first");
    it++;
    BOOST_TEST(*it.operator->() == "second");
    ++it;
    BOOST_TEST((it == g.end()));
}

BOOST_AUTO_TEST_CASE(an_exception_leaves_the_loop)
{
    Generator<int> g([](auto& yield) {
        yield(1);
        throw std::runtime_error("broken");
    });
    int seen = 0;
    auto const walk = [&] {
        for (int x : g)
        {
            seen += x;
        }
    };
    BOOST_CHECK_EXCEPTION(walk(), std::runtime_error, text_is("broken"));
    BOOST_TEST(seen == 1);
}

BOOST_AUTO_TEST_CASE(algorithms_of_ranges_take_it)
{
    auto g = naturals();
    auto const it = std::ranges::find_if(g, [](int x) { return x * x > 50; });
    BOOST_TEST(*it == 8);
}

#if !defined(__clang__)  // whose version 14 cannot compile libstdc++'s views
BOOST_AUTO_TEST_CASE(views_take_it_by_name_and_as_a_temporary)
{
    namespace views = std::views;
    auto g = naturals();
    std::vector<int> all;
    for (int x : g | views::filter([](int i) { return i % 2 == 1; }) |
                     views::transform([](int i) { return i * i; }) | views::take(4))
    {
        all.push_back(x);
    }
    BOOST_TEST(all == (std::vector<int>{1, 9, 25, 49}));

    std::vector<int> others;
    for (int x : naturals() | views::drop(2) | views::take_while([](int i) { return i != 5; }))
    {
        others.push_back(x);
    }
    BOOST_TEST(others == (std::vector<int>{2, 3, 4}));
}
#endif

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
