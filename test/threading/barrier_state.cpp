// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/threading/barrier_state.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using state = quartet::threading::detail::barrier_state;
using arrival = state::arrival;

BOOST_AUTO_TEST_SUITE(barrier_state)

BOOST_AUTO_TEST_CASE(the_last_one_acts_and_then_all_pass)
{
    state s(2);
    auto const first = s.arrive();
    BOOST_TEST((first.how == arrival::waits));
    BOOST_TEST(s.waiting() == 1);
    auto const last = s.arrive();
    BOOST_TEST((last.how == arrival::last));
    BOOST_TEST(first.index == 0);
    BOOST_TEST(last.index == 1);
    BOOST_TEST((s.arrive().how == arrival::too_soon));
    BOOST_TEST(s.finish(last.generation));
    BOOST_TEST(s.waiting() == 0);
    BOOST_TEST((s.arrive().how == arrival::waits));
}

BOOST_AUTO_TEST_CASE(a_timeout_breaks_it_until_it_is_reset)
{
    state s(2);
    auto const first = s.arrive();
    BOOST_TEST(s.fail(first.generation));
    BOOST_TEST(s.broken());
    BOOST_TEST((s.arrive().how == arrival::broken));
    BOOST_TEST(!s.reset());
    BOOST_TEST(!s.broken());
    BOOST_TEST((s.arrive().how == arrival::waits));
}

BOOST_AUTO_TEST_CASE(a_timeout_that_comes_after_all_passed_breaks_nothing)
{
    state s(2);
    auto const first = s.arrive();
    auto const last = s.arrive();
    BOOST_TEST(s.finish(last.generation));
    BOOST_TEST(!s.fail(first.generation));
    BOOST_TEST(!s.broken());
}

BOOST_AUTO_TEST_CASE(what_happens_during_the_action_counts)
{
    state s(1);
    auto const only = s.arrive();
    BOOST_TEST(s.abort());
    BOOST_TEST(!s.abort());
    BOOST_TEST(!s.finish(only.generation));
    BOOST_TEST(s.broken());
    s.reset();
    auto const again = s.arrive();
    BOOST_TEST(s.reset());
    BOOST_TEST(!s.finish(again.generation));
    BOOST_TEST(!s.broken());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
