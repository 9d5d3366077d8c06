// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What all threads see when nobody shuts it down, and no item throws: see the others for these.
#include <quartet/errors.hpp>
#include <quartet/queue/queue.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <type_traits>

#include "support/peer_thread.hpp"
#include "support/queue_rules.hpp"
#include "support/waiting_thread.hpp"

namespace {

namespace queue = quartet::queue;
using namespace quartet_test;
using quartet::ValueError;

bool names_limit_and_value(ValueError const& error)
{
    return error.what() == std::string("limit: must not be negative, but is -2.5 s");
}

BOOST_AUTO_TEST_SUITE(queue_)

QUARTET_TEST_QUEUE_RULES(queue::Queue, peer_thread)

BOOST_AUTO_TEST_CASE(it_is_neither_copied_nor_moved)
{
    using type = queue::Queue<int>;
    BOOST_TEST(!std::is_copy_constructible_v<type>);
    BOOST_TEST(!std::is_move_constructible_v<type>);
    BOOST_TEST(!std::is_copy_assignable_v<type>);
    BOOST_TEST(!std::is_move_assignable_v<type>);
}

BOOST_AUTO_TEST_CASE(a_maxsize_not_above_zero_is_no_limit)
{
    for (int const maxsize : {0, -1, -100})
    {
        queue::Queue<int> q(maxsize);
        BOOST_TEST(q.maxsize() == maxsize);
        q.put_nowait(1);
        q.put_nowait(2);
        BOOST_TEST(!q.full());
    }
    BOOST_TEST(queue::Queue<int>().maxsize() == 0);
    BOOST_TEST(queue::Queue<int>(7).maxsize() == 7);
}

BOOST_AUTO_TEST_CASE(a_negative_limit_is_an_error_that_names_it)
{
    queue::Queue<int> q(1);
    BOOST_CHECK_EXCEPTION(q.get(true, -2.5), ValueError, names_limit_and_value);
    BOOST_CHECK_EXCEPTION(q.put(1, true, -2.5), ValueError, names_limit_and_value);
    BOOST_TEST(q.empty());
    q.put(1);
    BOOST_CHECK_EXCEPTION(q.get(true, -2.5), ValueError, names_limit_and_value);
    BOOST_CHECK_EXCEPTION(q.put(2, true, -2.5), ValueError, names_limit_and_value);
    BOOST_TEST(q.get() == 1);
}

BOOST_AUTO_TEST_CASE(an_item_need_not_be_copied)
{
    queue::Queue<std::unique_ptr<int>> q(2);
    auto item = std::make_unique<int>(1);
    int const* const address = item.get();
    q.put(std::move(item));
    q.put_nowait(std::make_unique<int>(2));
    BOOST_TEST(q.get().get() == address);
    BOOST_TEST(*q.get_nowait() == 2);
}

BOOST_AUTO_TEST_CASE(an_item_need_not_be_assigned_or_made_from_nothing)
{
    struct rigid
    {
        explicit rigid(int number)
            : value(number)
        {}
        int const value;
    };
    queue::Queue<rigid> q;
    for (int i = 0; i != 100; ++i)
    {
        q.put(rigid(i));
    }
    for (int i = 0; i != 100; ++i)
    {
        BOOST_TEST(q.get().value == i);
    }
}

BOOST_AUTO_TEST_CASE(an_item_that_is_got_is_not_kept_alive)
{
    queue::Queue<std::shared_ptr<int>> q;
    auto const item = std::make_shared<int>(1);
    q.put(item);
    q.put(item);
    BOOST_TEST(item.use_count() == 3);
    q.get();
    BOOST_TEST(item.use_count() == 2);
}

BOOST_AUTO_TEST_CASE(task_done_more_often_than_put_is_an_error)
{
    queue::Queue<int> q;
    BOOST_CHECK_THROW(q.task_done(), ValueError);
    q.put(1);
    q.get();
    q.task_done();
    BOOST_CHECK_THROW(q.task_done(), ValueError);
    q.put(1);
    q.task_done();
    q.join();
}

BOOST_AUTO_TEST_CASE(join_of_a_queue_that_was_never_used_returns)
{
    queue::Queue<int> q;
    q.join();
    q.join();
}

BOOST_AUTO_TEST_CASE(join_waits_until_the_last_item_is_dealt_with)
{
    queue::Queue<int> q;
    q.put(1);
    q.put(2);
    std::atomic<int> joined = 0;
    auto const join = [&] {
        q.join();
        ++joined;
    };
    waiting_thread first(join);
    waiting_thread second(join);
    q.get();
    q.task_done();
    q.get();
    BOOST_TEST(q.empty());
    BOOST_TEST(joined == 0);
    q.task_done();
    first.join();
    second.join();
    BOOST_TEST(joined == 2);
}

BOOST_AUTO_TEST_CASE(join_waits_no_longer_than_its_limit)
{
    queue::Queue<int> q;
    BOOST_TEST(q.join(0));
    q.put(1);
    BOOST_TEST(!q.join(0));
    BOOST_TEST(!q.join(-1));
    BOOST_TEST(!q.join(0.02));
    q.task_done();
    BOOST_TEST(q.join(3600));
}

BOOST_AUTO_TEST_CASE(a_larger_maxsize_lets_in_who_waits_for_room)
{
    queue::Queue<int> q(1);
    q.put(0);
    waiting_thread first([&] { q.put(1); });
    waiting_thread second([&] { q.put(2); });
    q.maxsize(2);
    first.join();
    BOOST_TEST(q.qsize() == 2u);
    BOOST_TEST(q.full());
    q.maxsize(0);
    second.join();
    BOOST_TEST(q.qsize() == 3u);
    BOOST_TEST(!q.full());
}

BOOST_AUTO_TEST_CASE(a_smaller_maxsize_throws_no_item_away)
{
    queue::Queue<int> q;
    q.put(0);
    q.put(1);
    q.maxsize(1);
    BOOST_TEST(q.maxsize() == 1);
    BOOST_CHECK_THROW(q.put_nowait(2), queue::Full);
    BOOST_TEST(q.get() == 0);
    BOOST_CHECK_THROW(q.put_nowait(2), queue::Full);
    BOOST_TEST(q.get() == 1);
    q.put_nowait(2);
}

BOOST_AUTO_TEST_CASE(those_who_wait_get_an_item_each)
{
    queue::Queue<int> q;
    std::atomic<int> sum = 0;
    auto const take = [&] { sum += q.get(); };
    waiting_thread first(take);
    waiting_thread second(take);
    waiting_thread third(take);
    q.put(1);
    q.put(10);
    q.put(100);
    first.join();
    second.join();
    third.join();
    BOOST_TEST(sum == 111);
}

BOOST_AUTO_TEST_CASE(each_item_that_is_got_lets_one_in)
{
    queue::Queue<int> q(1);
    q.put(0);
    waiting_thread first([&] { q.put(1); });
    waiting_thread second([&] { q.put(2); });
    BOOST_TEST(q.get() == 0);
    int sum = q.get();
    sum += q.get();
    BOOST_TEST(sum == 3);
    first.join();
    second.join();
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
