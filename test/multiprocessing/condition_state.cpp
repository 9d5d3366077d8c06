// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/condition_state.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <set>

namespace {

namespace mp = quartet::multiprocessing;

BOOST_AUTO_TEST_SUITE(condition_state)

using state = mp::detail::condition_state;
using identity = quartet::detail::process_identity;

identity const a(1001, 1);
identity const b(1002, 1);
identity const c(1003, 1);

auto dead(std::set<std::uint64_t> words)
{
    return [words](identity process) { return words.count(process.word()) != 0; };
}

struct table
{
    std::unique_ptr<state> made = std::make_unique<state>();
    state& sleepers = *made;
};

BOOST_FIXTURE_TEST_CASE(who_waits_longest_is_notified_first, table)
{
    auto const first = *sleepers.lie_down(a);
    auto const second = *sleepers.lie_down(b);
    BOOST_TEST(*sleepers.notify(dead({})) == first);
    BOOST_TEST(sleepers.is_notified(first));
    BOOST_TEST(!sleepers.is_notified(second));
    BOOST_TEST(sleepers.get_up(first));
    auto const third = *sleepers.lie_down(c);  // in the entry of the first
    BOOST_TEST(third == first);
    BOOST_TEST(*sleepers.notify(dead({})) == second);
    BOOST_TEST(*sleepers.notify(dead({})) == third);
    BOOST_TEST(!sleepers.notify(dead({})).has_value());
}

BOOST_FIXTURE_TEST_CASE(the_dead_are_passed_over, table)
{
    sleepers.lie_down(a);
    auto const living = *sleepers.lie_down(b);
    BOOST_TEST(*sleepers.notify(dead({a.word()})) == living);
}

BOOST_FIXTURE_TEST_CASE(who_was_not_notified_gets_up_unnotified, table)
{
    auto const entry = *sleepers.lie_down(a);
    BOOST_TEST(!sleepers.get_up(entry));
    BOOST_TEST(!sleepers.notify(dead({})).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_notification_of_the_dead_goes_to_one_who_waited_then, table)
{
    auto const of_a = *sleepers.lie_down(a);
    auto const of_b = *sleepers.lie_down(b);
    sleepers.notify(dead({}));
    auto const of_c = *sleepers.lie_down(c);
    BOOST_TEST(!sleepers.inherit(of_b, dead({})));
    BOOST_TEST(!sleepers.inherit(of_c, dead({a.word()})));  // it came later
    BOOST_TEST(sleepers.inherit(of_b, dead({a.word()})));
    BOOST_TEST(sleepers.is_notified(of_b));
    BOOST_TEST(!sleepers.inherit(of_c, dead({a.word()})));
    // And on, if that one dies as well.
    BOOST_TEST(of_a != of_b);
    BOOST_TEST(!sleepers.inherit(of_c, dead({b.word()})));
}

BOOST_FIXTURE_TEST_CASE(a_full_table_has_no_entry_until_the_dead_are_buried, table)
{
    for (std::size_t i = 0; i != state::capacity; ++i)
    {
        BOOST_REQUIRE(sleepers.lie_down(identity(static_cast<pid_t>(i + 1), 1)).has_value());
    }
    BOOST_TEST(!sleepers.lie_down(a).has_value());
    sleepers.bury(dead({identity(9, 1).word()}));
    BOOST_TEST(sleepers.lie_down(a).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
