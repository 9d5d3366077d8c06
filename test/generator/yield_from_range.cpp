// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What takes the place of a generator of the same kind.
#include <quartet/generator/yield_from.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "events.hpp"

namespace {

using namespace quartet;
using namespace quartet_test;

/// A range that can be walked through once.
struct words
{
    std::istringstream& text;

    auto begin() const { return std::istream_iterator<std::string>(text); }
    auto end() const { return std::istream_iterator<std::string>(); }
};

BOOST_AUTO_TEST_SUITE(yield_from_range)

BOOST_AUTO_TEST_CASE(any_range_may_take_the_others_place)
{
    Generator<std::string> g([](auto& yield) {
        yield_from(yield, std::vector<std::string>{"a", "b"});
        std::array<char const*, 1> const literals = {"c"};
        yield_from(yield, literals);
        std::istringstream text("d e");
        yield_from(yield, words{text});
    });
    BOOST_TEST(rest(g) == (events{"a", "b", "c", "d", "e"}));
}

BOOST_AUTO_TEST_CASE(nothing_can_be_sent_to_a_range)
{
    Generator<int, int> g([](auto& yield) { yield_from(yield, std::vector{1, 2, 3}); });
    g.next();
    BOOST_TEST(g.next().value() == 2);
    BOOST_CHECK_EXCEPTION(g.send(7), TypeError, text_is("value: can't be sent to what takes none"));
    BOOST_TEST(g.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_CASE(what_is_thrown_to_a_range_is_thrown_here)
{
    Generator<int> g([](auto& yield) {
        try
        {
            yield_from(yield, std::vector{1, 2, 3});
        }
        catch (std::runtime_error const&)
        {
            yield(42);
        }
    });
    g.next();
    BOOST_TEST(g.throw_(std::runtime_error("x")).value() == 42);
}

BOOST_AUTO_TEST_CASE(a_generator_with_other_parameters_gets_what_is_thrown_but_not_what_is_sent)
{
    events all;
    Generator<short, void, std::string> inner([&](auto& yield) {
        guard const local(all, "inner");
        yield(short(1));
        try
        {
            yield(short(2));
        }
        catch (std::runtime_error const& error)
        {
            all.push_back(error.what());
        }
        yield(short(3));
        return "value";
    });
    Generator<int, int> outer([&](auto& yield) {
        try
        {
            all.push_back(yield_from(yield, inner));
        }
        catch (TypeError const&)
        {
            all.push_back("refused");
            all.push_back(yield_from(yield, inner));
        }
        yield(4);
    });
    BOOST_TEST(outer.next().value() == 1);
    BOOST_TEST(outer.send(5).value() == 2);
    BOOST_TEST(outer.throw_(std::runtime_error("thrown")).value() == 3);
    BOOST_TEST(outer.next().value() == 4);
    BOOST_TEST(all == (events{"refused", "thrown", "~inner", "value"}));
}

BOOST_AUTO_TEST_CASE(a_generator_with_other_parameters_is_closed_with_the_outer_one)
{
    events all;
    Generator<short> inner([&](auto& yield) {
        guard const local(all, "inner");
        yield(short(1));
    });
    {
        Generator<int> outer([&](auto& yield) { yield_from(yield, inner); });
        outer.next();
    }
    BOOST_TEST(all == events{"~inner"});
    BOOST_TEST(inner.state() == GEN_CLOSED);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
