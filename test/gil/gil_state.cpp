// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gil/detail/gil_state.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using quartet::gil::detail::gil_state;

BOOST_AUTO_TEST_SUITE(gil_state_)

BOOST_AUTO_TEST_CASE(the_first_one_has_it_and_the_second_one_waits)
{
    gil_state s;
    BOOST_TEST(s.take(1));
    BOOST_TEST(!s.take(2));
    BOOST_TEST(s.holder() == 1u);
    gil_state::waiter two(2);
    s.enqueue(two);
    BOOST_TEST(!s.take(two));
    BOOST_TEST(!s.drop_requested());
}

BOOST_AUTO_TEST_CASE(who_comes_at_the_right_moment_gets_it_before_those_who_wait)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    s.enqueue(two);
    BOOST_TEST(s.release() == &two);
    BOOST_TEST(s.holder() == 0u);
    BOOST_TEST(s.take(3));
    BOOST_TEST(!s.take(two));
    BOOST_TEST(s.release() == &two);  // has kept its place
    BOOST_TEST(s.take(two));
    BOOST_TEST(s.holder() == 2u);
    BOOST_TEST(s.release() == nullptr);
}

BOOST_AUTO_TEST_CASE(after_a_request_the_next_one_has_it_at_once)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    gil_state::waiter three(3);
    s.enqueue(two);
    s.enqueue(three);
    s.ask(three);
    BOOST_TEST(s.drop_requested());
    BOOST_TEST(s.release() == &two);
    BOOST_TEST(s.holder() == 2u);
    BOOST_TEST(!s.drop_requested());
    BOOST_TEST(!s.take(1));
    BOOST_TEST(!s.take(three));
    BOOST_TEST(s.take(two));
    BOOST_TEST(s.release() == &three);
    BOOST_TEST(s.holder() == 0u);
}

BOOST_AUTO_TEST_CASE(nobody_asks_whoever_has_had_it_for_less_than_the_interval)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    gil_state::waiter three(3);
    s.enqueue(two);
    s.enqueue(three);
    s.ask(two);
    s.release();
    s.ask(three);
    BOOST_TEST(!s.drop_requested());
    s.ask(three);
    BOOST_TEST(s.drop_requested());
}

BOOST_AUTO_TEST_CASE(who_drops_it_and_takes_it_again_has_had_it_all_the_time)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    s.enqueue(two);
    BOOST_TEST(s.release() == &two);
    BOOST_TEST(s.take(1));
    s.ask(two);
    BOOST_TEST(s.drop_requested());
}

BOOST_AUTO_TEST_CASE(nobody_asks_for_a_free_one)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    s.enqueue(two);
    s.release();
    s.ask(two);
    BOOST_TEST(!s.drop_requested());
    BOOST_TEST(s.take(two));
}

BOOST_AUTO_TEST_CASE(a_request_goes_with_the_last_waiter)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    gil_state::waiter three(3);
    s.enqueue(two);
    s.enqueue(three);
    s.ask(two);
    BOOST_TEST(s.give_up(two) == nullptr);
    BOOST_TEST(s.drop_requested());
    BOOST_TEST(s.give_up(three) == nullptr);
    BOOST_TEST(!s.drop_requested());
    BOOST_TEST(s.release() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_wake_up_of_one_who_gives_up_goes_to_the_next)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    gil_state::waiter three(3);
    s.enqueue(two);
    s.enqueue(three);
    BOOST_TEST(s.release() == &two);
    BOOST_TEST(s.give_up(two) == &three);
    BOOST_TEST(s.take(three));
}

BOOST_AUTO_TEST_CASE(a_forked_child_has_its_own_only)
{
    gil_state s;
    s.take(1);
    gil_state::waiter two(2);
    s.enqueue(two);
    s.ask(two);
    gil_state copy = s;
    copy.forget_others(1);
    BOOST_TEST(copy.holder() == 1u);
    BOOST_TEST(copy.release() == nullptr);
    s.forget_others(3);
    BOOST_TEST(s.take(3));
    BOOST_TEST(!s.drop_requested());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
