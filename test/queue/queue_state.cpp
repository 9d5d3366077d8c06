// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/queue/detail/queue_state.hpp>

#include <boost/test/unit_test.hpp>

namespace {

using state = quartet::queue::detail::queue_state;
using answer = state::answer;

/// With a number of items.
state make(int maxsize, int items)
{
    state made(maxsize);
    for (; items != 0; --items)
    {
        made.count_put();
    }
    return made;
}

BOOST_AUTO_TEST_SUITE(queue_state)

BOOST_AUTO_TEST_CASE(an_empty_one_takes_and_does_not_give)
{
    state const q(1);
    BOOST_TEST((q.may_put() == answer::yes));
    BOOST_TEST((q.may_get() == answer::later));
    BOOST_TEST(q.is_all_done());
    BOOST_TEST(q.size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_full_one_gives_and_does_not_take)
{
    state q = make(2, 2);
    BOOST_TEST((q.may_put() == answer::later));
    BOOST_TEST((q.may_get() == answer::yes));
    q.count_got();
    BOOST_TEST((q.may_put() == answer::yes));
    BOOST_TEST((q.may_get() == answer::yes));
}

BOOST_AUTO_TEST_CASE(one_without_limit_is_never_full)
{
    for (int const maxsize : {0, -1})
    {
        state const q = make(maxsize, 1000);
        BOOST_TEST((q.may_put() == answer::yes));
        BOOST_TEST(!q.is_full(q.size(), maxsize));
    }
}

BOOST_AUTO_TEST_CASE(it_has_room_for_what_it_does_not_hold)
{
    BOOST_TEST(make(5, 2).room() == 3u);
    BOOST_TEST(make(2, 2).room() == 0u);
    BOOST_TEST(make(0, 2).room() > 1'000'000u);
}

BOOST_AUTO_TEST_CASE(its_limit_may_be_changed_whatever_it_holds)
{
    state q = make(2, 2);
    q.maxsize(3);
    BOOST_TEST(q.room() == 1u);
    BOOST_TEST((q.may_put() == answer::yes));
    q.maxsize(1);
    BOOST_TEST(q.room() == 0u);
    BOOST_TEST(q.size() == 2u);
    q.count_got();
    BOOST_TEST((q.may_put() == answer::later));
    q.maxsize(0);
    BOOST_TEST((q.may_put() == answer::yes));
}

BOOST_AUTO_TEST_CASE(all_is_done_when_each_item_that_was_put_is)
{
    state q = make(0, 2);
    q.count_got();
    q.count_got();
    BOOST_TEST(!q.is_all_done());
    BOOST_TEST(q.count_done());
    BOOST_TEST(!q.is_all_done());
    BOOST_TEST(q.count_done());
    BOOST_TEST(q.is_all_done());
    BOOST_TEST(!q.count_done());
    BOOST_TEST(q.is_all_done());
}

BOOST_AUTO_TEST_CASE(one_that_is_shut_down_gives_what_it_has)
{
    state q = make(1, 1);
    q.shut_down();
    BOOST_TEST((q.may_put() == answer::never));
    BOOST_TEST((q.may_get() == answer::yes));
    q.count_got();
    BOOST_TEST((q.may_put() == answer::never));
    BOOST_TEST((q.may_get() == answer::never));
    BOOST_TEST(!q.is_all_done());
    q.shut_down();
    BOOST_TEST(q.count_done());
    BOOST_TEST(q.is_all_done());
}

BOOST_AUTO_TEST_CASE(what_is_discarded_is_done_and_what_was_got_is_not)
{
    state q = make(0, 3);
    q.count_got();
    q.shut_down();
    q.count_discarded();
    BOOST_TEST(q.size() == 0u);
    BOOST_TEST((q.may_get() == answer::never));
    BOOST_TEST(!q.is_all_done());
    BOOST_TEST(q.count_done());
    BOOST_TEST(q.is_all_done());
}

BOOST_AUTO_TEST_CASE(what_is_discarded_may_have_been_done_before)
{
    state q = make(0, 3);
    BOOST_TEST(q.count_done());
    BOOST_TEST(q.count_done());
    q.shut_down();
    q.count_discarded();
    BOOST_TEST(q.is_all_done());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
