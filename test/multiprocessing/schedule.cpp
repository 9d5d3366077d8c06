// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/pool/schedule.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

namespace {

using schedule = quartet::multiprocessing::detail::schedule<int>;
using numbers = std::vector<int>;

/// A schedule with tasks 1 to `tasks` and workers 1 to `workers`.
schedule make(int tasks, unsigned workers, schedule::limits limits = {})
{
    schedule made(limits);
    for (int task = 1; task <= tasks; ++task)
    {
        made.add(task);
    }
    for (unsigned id = 1; id <= workers; ++id)
    {
        made.add_worker(id);
        made.set_ready(id);
    }
    return made;
}

/// Gives a worker all that it can take.
numbers give_all(schedule& to, unsigned id)
{
    numbers given;
    while (to.waiting() != 0 && to.can_take(id))
    {
        given.push_back(*to.give(id).task);
    }
    return given;
}

/// A worker answers until it has no leases.
numbers complete_all(schedule& to, unsigned id)
{
    numbers done;
    while (auto const task = to.complete(id))
    {
        done.push_back(*task);
    }
    return done;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(schedule_of_a_pool)

BOOST_AUTO_TEST_CASE(tasks_are_given_and_done_in_their_order)
{
    auto s = make(3, 1);
    BOOST_TEST(give_all(s, 1) == (numbers{1, 2, 3}), boost::test_tools::per_element());
    BOOST_TEST(s.waiting() == 0u);
    BOOST_TEST(s.leased(1) == 3u);
    BOOST_TEST(complete_all(s, 1) == (numbers{1, 2, 3}), boost::test_tools::per_element());
    BOOST_TEST(s.leased(1) == 0u);
}

BOOST_AUTO_TEST_CASE(messages_to_a_worker_are_numbered_one_by_one)
{
    auto s = make(4, 2);
    BOOST_TEST(s.sent(1) == 0u);
    BOOST_TEST(s.give(1).number == 0u);
    BOOST_TEST(s.give(1).number == 1u);
    BOOST_TEST(s.give(2).number == 0u);
    s.complete(1);
    BOOST_TEST(s.give(1).number == 2u);
    BOOST_TEST(s.sent(1) == 3u);
    BOOST_TEST(s.sent(2) == 1u);
}

BOOST_AUTO_TEST_CASE(a_worker_holds_no_more_leases_than_the_window)
{
    auto s = make(5, 1, {.window = 2});
    BOOST_TEST(give_all(s, 1) == (numbers{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(!s.can_take(1));
    s.complete(1);
    BOOST_TEST(give_all(s, 1) == (numbers{3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_does_no_more_tasks_than_its_quota)
{
    auto s = make(5, 2, {.quota = 3});
    s.give(1);
    s.complete(1);
    BOOST_TEST(!s.is_spent(1));
    BOOST_TEST(give_all(s, 1) == (numbers{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(!s.can_take(1));
    BOOST_TEST(!s.is_spent(1));
    complete_all(s, 1);
    BOOST_TEST(s.is_spent(1));
    BOOST_TEST(!s.can_take(1));
    BOOST_TEST(s.can_take(2));
}

BOOST_AUTO_TEST_CASE(leases_that_are_taken_back_do_not_count_for_the_quota)
{
    auto s = make(3, 1, {.quota = 2});
    give_all(s, 1);
    s.take_back(1, 1);
    BOOST_TEST(s.can_take(1));
    BOOST_TEST(give_all(s, 1) == (numbers{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_without_a_quota_is_never_spent)
{
    auto s = make(1, 1);
    BOOST_TEST(!s.is_spent(1));
    give_all(s, 1);
    complete_all(s, 1);
    BOOST_TEST(!s.is_spent(1));
}

BOOST_AUTO_TEST_CASE(a_retired_worker_gets_no_more)
{
    auto s = make(1, 2);
    s.retire(1);
    BOOST_TEST(!s.can_take(1));
    BOOST_TEST(s.is_spent(1));
    BOOST_TEST(s.can_take(2));
}

BOOST_AUTO_TEST_CASE(a_worker_that_answers_without_a_lease_is_not_believed)
{
    auto s = make(0, 1);
    BOOST_TEST(!s.complete(1));
    BOOST_TEST(!s.first(1));
}

BOOST_AUTO_TEST_CASE(the_first_lease_is_what_a_worker_is_at)
{
    auto s = make(2, 1);
    give_all(s, 1);
    BOOST_TEST(*s.first(1)->task == 1);
    BOOST_TEST(s.first(1)->number == 0u);
    s.complete(1);
    BOOST_TEST(*s.first(1)->task == 2);
    BOOST_TEST(s.first(1)->number == 1u);
}

BOOST_AUTO_TEST_CASE(a_task_that_is_put_back_is_the_next)
{
    auto s = make(2, 1);
    s.put_back(7);
    BOOST_TEST(give_all(s, 1) == (numbers{7, 1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_is_idle_when_nothing_waits_and_nobody_works)
{
    auto s = make(1, 2);
    BOOST_TEST(!s.is_idle());
    s.give(1);
    BOOST_TEST(!s.is_idle());
    s.complete(1);
    BOOST_TEST(s.is_idle());
}

BOOST_AUTO_TEST_CASE(a_worker_is_overloaded_when_another_has_nothing_and_nothing_waits)
{
    auto s = make(3, 2);
    BOOST_TEST(!s.overloaded());
    s.give(1);
    s.give(1);
    BOOST_TEST(!s.overloaded());  // one still waits
    s.give(1);
    BOOST_TEST((s.overloaded() == 1u));
}

BOOST_AUTO_TEST_CASE(a_worker_with_one_task_is_not_overloaded)
{
    auto s = make(1, 2);
    s.give(1);
    BOOST_TEST(!s.overloaded());
}

BOOST_AUTO_TEST_CASE(nobody_is_overloaded_while_all_have_something)
{
    auto s = make(5, 2);
    s.give(2);
    give_all(s, 1);
    BOOST_TEST(!s.overloaded());
}

BOOST_AUTO_TEST_CASE(nobody_is_overloaded_for_the_sake_of_workers_that_take_no_more)
{
    auto s = make(2, 2);
    s.retire(2);
    give_all(s, 1);
    BOOST_TEST(!s.overloaded());
}

BOOST_AUTO_TEST_CASE(of_several_the_one_with_most_leases_is_overloaded)
{
    auto s = make(5, 3);
    s.give(1);
    s.give(1);
    give_all(s, 2);
    BOOST_TEST((s.overloaded() == 2u));
}

BOOST_AUTO_TEST_CASE(even_one_task_is_too_much_for_a_worker_that_is_still_starting)
{
    auto s = make(1, 1);
    s.add_worker(2);
    s.give(2);
    BOOST_TEST((s.overloaded() == 2u));
    s.set_ready(2);
    BOOST_TEST(!s.overloaded());
}

BOOST_AUTO_TEST_CASE(nobody_is_overloaded_for_the_sake_of_a_worker_that_is_still_starting)
{
    auto s = make(2, 1);
    s.add_worker(2);
    give_all(s, 1);
    BOOST_TEST(!s.overloaded());
    s.set_ready(2);
    BOOST_TEST((s.overloaded() == 1u));
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_ready_has_less_of_a_burden)
{
    auto s = make(2, 1);
    s.add_worker(2);
    BOOST_TEST(s.burden(1) == 0u);
    BOOST_TEST(s.burden(2) == 1u);
    s.give(1);
    BOOST_TEST(s.burden(1) == 1u);
}

BOOST_AUTO_TEST_CASE(the_next_task_may_be_dropped)
{
    auto s = make(2, 1);
    BOOST_TEST(s.front() == 1);
    BOOST_TEST(s.take_front() == 1);
    BOOST_TEST(give_all(s, 1) == (numbers{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(leases_that_are_taken_back_wait_before_the_others_in_their_order)
{
    auto s = make(5, 2, {.window = 4});
    give_all(s, 1);
    s.take_back(1, 2);
    BOOST_TEST(s.leased(1) == 2u);
    BOOST_TEST(give_all(s, 2) == (numbers{3, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(after_a_take_back_messages_have_new_numbers)
{
    auto s = make(3, 1);
    give_all(s, 1);
    s.take_back(1, 1);
    BOOST_TEST(s.give(1).number == 3u);
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_back_when_all_is_begun)
{
    auto s = make(1, 1);
    give_all(s, 1);
    s.take_back(1, 1);
    BOOST_TEST(s.waiting() == 0u);
    BOOST_TEST(s.leased(1) == 1u);
}

BOOST_AUTO_TEST_CASE(a_worker_cannot_be_before_its_first_lease_or_after_its_last)
{
    auto s = make(3, 1);
    BOOST_TEST(s.is_possible(1, 0));
    BOOST_TEST(!s.is_possible(1, 1));
    give_all(s, 1);
    s.complete(1);
    BOOST_TEST(!s.is_possible(1, 0));
    BOOST_TEST(s.is_possible(1, 1));
    BOOST_TEST(s.is_possible(1, 3));
    BOOST_TEST(!s.is_possible(1, 4));
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_idle_loses_nothing)
{
    auto s = make(0, 1);
    BOOST_TEST(!s.bury(1, 0));
    BOOST_TEST(s.is_idle());
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_before_it_began_loses_nothing)
{
    auto s = make(2, 2);
    give_all(s, 1);
    BOOST_TEST(!s.bury(1, 0));
    BOOST_TEST(give_all(s, 2) == (numbers{1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_loses_the_one_task_that_it_had_begun)
{
    auto s = make(3, 2);
    give_all(s, 1);
    s.complete(1);
    BOOST_TEST((s.bury(1, 2) == 2));
    BOOST_TEST(give_all(s, 2) == (numbers{3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_between_two_tasks_loses_nothing)
{
    auto s = make(2, 2);
    give_all(s, 1);
    s.complete(1);
    BOOST_TEST(!s.bury(1, 1));
    BOOST_TEST(give_all(s, 2) == (numbers{2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_after_a_take_back_loses_what_it_was_at)
{
    auto s = make(4, 2);
    give_all(s, 1);     // 0 to 3
    s.take_back(1, 1);  // at 0
    s.give(1);          // task 2, as message 4
    BOOST_TEST((s.bury(1, 4) == 1));
    BOOST_TEST(give_all(s, 2) == (numbers{2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(clearing_gives_everything_that_is_not_done)
{
    auto s = make(5, 2, {.window = 2});
    give_all(s, 1);
    give_all(s, 2);
    s.complete(1);
    BOOST_TEST(s.clear() == (numbers{2, 3, 4, 5}), boost::test_tools::per_element());
    BOOST_TEST(s.is_idle());
    BOOST_TEST(!s.complete(1));
}

BOOST_AUTO_TEST_CASE(tasks_may_be_of_a_type_that_only_moves)
{
    quartet::multiprocessing::detail::schedule<std::unique_ptr<int>> s({});
    s.add(std::make_unique<int>(1));
    s.add_worker(0);
    BOOST_TEST(**s.give(0).task == 1);
    BOOST_TEST(**s.bury(0, 1) == 1);
}

// Workers that begin, answer and die at random: each task is lost at most once for a death, is
// never done twice, and is never forgotten.
BOOST_AUTO_TEST_CASE(every_task_ends_exactly_once_whatever_happens)
{
    for (unsigned seed = 1; seed <= 200; ++seed)
    {
        std::minstd_rand random(seed);
        int const tasks = 100;
        auto s = make(tasks, 0, {.window = 1 + random() % 5, .quota = 1 + random() % 20});
        struct worker
        {
            std::uint64_t next = 0;  // the word that it shares with the pool
            bool at_work = false;
        };
        std::map<unsigned, worker> workers;
        std::multiset<int> ended;
        unsigned next_id = 0;
        int deaths = 0;
        int lost = 0;
        while (!s.is_idle())
        {
            while (workers.size() < 3)
            {
                s.add_worker(++next_id);
                if (random() % 2 == 0)
                {
                    s.set_ready(next_id);
                }
                workers[next_id] = {};
            }
            auto at = std::next(workers.begin(), static_cast<long>(random() % 3));
            auto const id = at->first;
            worker& w = at->second;
            switch (random() % 8)
            {
            case 0:
                give_all(s, id);
                break;
            case 1:
                if (auto const from = s.overloaded())
                {
                    std::uint64_t const begun = std::exchange(workers[*from].next, s.sent(*from));
                    s.take_back(*from, begun);
                }
                break;
            case 2:
                if (random() % 4 == 0 || s.is_spent(id))
                {
                    ++deaths;
                    if (auto const task = s.bury(id, w.next))
                    {
                        BOOST_TEST(w.at_work);
                        ++lost;
                        ended.insert(*task);
                    }
                    workers.erase(at);
                }
                break;
            default:
                if (w.at_work)
                {
                    ended.insert(*s.complete(id));
                    w.at_work = false;
                }
                else if (auto const first = s.first(id))
                {
                    // As a worker does: only the message that `next` names may be begun.
                    w.next = std::max(w.next, first->number) + 1;
                    w.at_work = true;
                }
            }
        }
        BOOST_TEST(lost <= deaths);
        BOOST_TEST(ended.size() == static_cast<std::size_t>(tasks));
        BOOST_TEST(std::set<int>(ended.begin(), ended.end()).size() == ended.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
