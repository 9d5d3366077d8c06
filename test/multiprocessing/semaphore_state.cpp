// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/semaphore_state.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <memory>
#include <optional>
#include <set>

namespace {

namespace mp = quartet::multiprocessing;

BOOST_AUTO_TEST_SUITE(semaphore_state)

using state = mp::detail::semaphore_state;
using identity = quartet::detail::process_identity;

identity const a(1001, 1);
identity const b(1002, 1);

auto dead(std::set<std::uint64_t> words)
{
    return [words](identity process) { return words.count(process.word()) != 0; };
}

struct table
{
    std::unique_ptr<state> made = std::make_unique<state>();
    state& units = *made;
    explicit table(int value, int bound = std::numeric_limits<int>::max())
    {
        units.start(value, bound);
    }
};

BOOST_AUTO_TEST_CASE(units_are_taken_until_there_are_none)
{
    table t(2);
    auto const entry = *t.units.enter(a);
    BOOST_TEST((t.units.take(entry) == state::taken::unit));
    BOOST_TEST((t.units.take(entry) == state::taken::unit));
    BOOST_TEST((t.units.take(entry) == state::taken::none));
    BOOST_TEST(t.units.give(entry, a));
    BOOST_TEST(t.units.available() == 1);
}

BOOST_AUTO_TEST_CASE(the_units_of_the_dead_come_back_marked)
{
    table t(3);
    auto const of_a = *t.units.enter(a);
    auto const of_b = *t.units.enter(b);
    t.units.take(of_a);
    t.units.take(of_a);
    t.units.take(of_b);
    BOOST_TEST(t.units.bury(dead({})) == 0);
    BOOST_TEST(t.units.bury(dead({a.word()})) == 2);
    BOOST_TEST(t.units.available() == 2);
    BOOST_TEST((t.units.take(of_b) == state::taken::inherited_unit));
    BOOST_TEST((t.units.take(of_b) == state::taken::inherited_unit));
    BOOST_TEST((t.units.take(of_b) == state::taken::none));
}

BOOST_AUTO_TEST_CASE(what_is_held_in_leaving_stays_taken)
{
    table t(2);
    auto const of_a = *t.units.enter(a);
    t.units.take(of_a);
    t.units.leave(of_a);
    BOOST_TEST(t.units.available() == 1);
    BOOST_TEST(t.units.bury(dead({a.word()})) == 0);
    BOOST_TEST(t.units.give(std::nullopt, b));
    BOOST_TEST(t.units.available() == 2);
}

BOOST_AUTO_TEST_CASE(a_release_gives_back_the_unit_of_another_if_the_releaser_has_none)
{
    table t(0);
    BOOST_TEST(t.units.give(std::nullopt, b));
    auto const of_a = *t.units.enter(a);
    t.units.take(of_a);
    BOOST_TEST(t.units.give(std::nullopt, b));
    BOOST_TEST(t.units.available() == 1);
    BOOST_TEST(t.units.bury(dead({a.word()})) == 0);  // it holds nothing any more
}

BOOST_AUTO_TEST_CASE(the_bound_counts_what_is_available)
{
    table t(1, 1);
    auto const of_a = *t.units.enter(a);
    BOOST_TEST(!t.units.give(of_a, a));
    t.units.take(of_a);
    BOOST_TEST(t.units.give(of_a, a));
    BOOST_TEST(!t.units.give(of_a, a));
}

BOOST_AUTO_TEST_CASE(a_full_table_has_no_entry_until_the_dead_are_buried)
{
    table t(1);
    for (std::size_t i = 0; i != state::capacity; ++i)
    {
        BOOST_REQUIRE(t.units.enter(identity(static_cast<pid_t>(i + 1), 1)).has_value());
    }
    BOOST_TEST(!t.units.enter(a).has_value());
    t.units.bury(dead({identity(7, 1).word()}));
    BOOST_TEST(t.units.enter(a).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
