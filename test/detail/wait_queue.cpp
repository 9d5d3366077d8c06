// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/wait_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "support/fake_agent.hpp"
#include "support/fake_interruption.hpp"
#include "support/forked_peer.hpp"

namespace {

using namespace quartet::detail;
using namespace quartet_test;

/// Who waits in a queue.
struct one_who_waits
{
    fake_agent self;
    waker ender = self.begin_wait();
    wait_queue::entry entry{ender};

    bool goes_on() { return !self.is_waiting(); }
};

/// Three in a queue.
struct three
{
    wait_queue queue;
    std::deque<one_who_waits> those{3};

    three()
    {
        for (auto& each : those)
        {
            queue.push_back(each.entry);
        }
    }

    /// Ends every wait. @return who was in the queue, in its order.
    std::vector<int> drain()
    {
        std::vector<int> order;
        std::vector<bool> went(those.size());
        for (std::size_t i = 0; i != those.size(); ++i)
        {
            went[i] = those[i].goes_on();
        }
        while (waker next = queue.claim_front())
        {
            for (std::size_t i = 0; i != those.size(); ++i)
            {
                if (!went[i] && those[i].goes_on())
                {
                    went[i] = true;
                    order.push_back(static_cast<int>(i));
                }
            }
            next.resume();
        }
        return order;
    }
};

void check(std::vector<int> const& found, std::vector<int> const& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_SUITE(wait_queues, three)

BOOST_AUTO_TEST_CASE(who_claims_may_see_the_entry_of_who_goes_on)
{
    auto own = those[0].ender;
    own.claim();  // of another waker
    waker who;
    BOOST_TEST(queue.claim_front(who) == &those[1].entry);
    BOOST_TEST(those[1].goes_on());
    who.resume();
    BOOST_TEST(queue.claim_front(who) == &those[2].entry);
    BOOST_TEST(queue.claim_front(who) == nullptr);
    BOOST_TEST(!who);
}

BOOST_AUTO_TEST_CASE(who_came_first_goes_on_first)
{
    BOOST_TEST(!queue.empty());
    check(drain(), {0, 1, 2});
    BOOST_TEST(queue.empty());
    BOOST_TEST(!queue.claim_front());
}

BOOST_AUTO_TEST_CASE(the_first_may_leave)
{
    queue.remove(those[0].entry);
    check(drain(), {1, 2});
}

BOOST_AUTO_TEST_CASE(one_in_the_middle_may_leave)
{
    queue.remove(those[1].entry);
    check(drain(), {0, 2});
}

BOOST_AUTO_TEST_CASE(the_last_may_leave_and_another_come)
{
    queue.remove(those[2].entry);
    those.emplace_back();
    queue.push_back(those.back().entry);
    check(drain(), {0, 1, 3});
}

BOOST_AUTO_TEST_CASE(all_may_leave)
{
    queue.remove(those[1].entry);
    queue.remove(those[0].entry);
    BOOST_TEST(!queue.empty());
    queue.remove(those[2].entry);
    BOOST_TEST(queue.empty());
    those.emplace_back();
    queue.push_back(those.back().entry);
    check(drain(), {3});
}

BOOST_AUTO_TEST_CASE(to_leave_twice_does_nothing)
{
    queue.remove(those[1].entry);
    queue.remove(those[1].entry);
    check(drain(), {0, 2});
}

BOOST_AUTO_TEST_CASE(to_leave_after_one_was_taken_out_does_nothing)
{
    BOOST_TEST(static_cast<bool>(queue.claim_front()));
    queue.remove(those[0].entry);
    check(drain(), {1, 2});
    queue.remove(those[2].entry);
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(those_who_gave_up_but_did_not_leave_yet_are_skipped)
{
    deadline const over(quartet::timeout(0));
    BOOST_TEST(!those[0].self.await(over));
    BOOST_TEST(!those[1].self.await(over));
    waker next = queue.claim_front();
    BOOST_TEST(those[2].goes_on());
    next.resume();
    BOOST_TEST(queue.empty());
    queue.remove(those[0].entry);  // now they leave
    queue.remove(those[1].entry);
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(none_is_claimed_if_all_gave_up)
{
    for (auto& each : those)
    {
        BOOST_TEST(!each.self.await(deadline(quartet::timeout(0))));
    }
    BOOST_TEST(!queue.claim_front());
    BOOST_TEST(queue.empty());
}

BOOST_AUTO_TEST_CASE(one_who_was_claimed_by_somebody_else_is_skipped)
{
    BOOST_TEST(those[0].ender.claim());
    check(drain(), {1, 2});
}

BOOST_AUTO_TEST_CASE(an_entry_is_not_touched_after_its_claim)
{
    wait_queue own;
    fake_agent self;
    std::optional<wait_queue::entry> entry(self.begin_wait());
    own.push_back(*entry);
    waker ender = own.claim_front();
    // The agent goes on before the resume, and something else lies on its stack.
    BOOST_TEST(self.await(deadline({})));
    entry.reset();
    ender.resume();
    BOOST_TEST(own.empty());
}

BOOST_AUTO_TEST_CASE(wake_all_ends_every_wait_and_wakes_those_who_sleep)
{
    those[1].self.fall_asleep();
    queue.wake_all();
    for (auto& each : those)
    {
        BOOST_TEST(each.goes_on());
    }
    BOOST_TEST(those[0].self.wakes == 0);
    BOOST_TEST(those[1].self.wakes == 1);
    BOOST_TEST(those[2].self.wakes == 0);
    BOOST_TEST(queue.empty());
    queue.wake_all();
}

BOOST_AUTO_TEST_CASE(in_a_forked_child_it_is_empty_and_usable)
{
    agent::current();
    quartet_test::forked_peer child([&] {
        bool good = queue.empty();
        one_who_waits next;
        queue.push_back(next.entry);
        good = good && !queue.empty() && static_cast<bool>(queue.claim_front());
        return good && next.goes_on() && queue.empty() && !queue.claim_front();
    });
    BOOST_TEST(child.wait() == 0);
    check(drain(), {0, 1, 2});
}

BOOST_AUTO_TEST_CASE(a_wait_that_gives_up_has_its_mutex_and_has_left)
{
    wait_queue own;
    quartet::detail::short_mutex mutex;
    std::unique_lock lock(mutex);
    BOOST_TEST(!wait_in(own, lock, deadline(quartet::timeout(0)), "test"));
    BOOST_TEST(lock.owns_lock());
    BOOST_TEST(own.empty());
}

/// One that calls wait_in().
struct one_who_waits_in
{
    fake_agent self;
    fake_agent::as_current here{self};
    wait_queue queue;
    quartet::detail::short_mutex mutex;
    std::unique_lock<quartet::detail::short_mutex> lock{mutex};
    fake_interruption order;

    bool wait(deadline const& end = deadline({})) { return wait_in(queue, lock, end, "a test"); }
    bool left() { return lock.owns_lock() && queue.empty(); }
};

BOOST_FIXTURE_TEST_CASE(
    an_interrupted_wait_throws_when_it_has_its_mutex_and_has_left, one_who_waits_in)
{
    self.on_suspend = [&] {
        BOOST_TEST(!lock.owns_lock());
        BOOST_TEST(self.waits_in() == "a test");
        BOOST_TEST(self.fall_asleep());
        BOOST_TEST(self.interrupt(order));
        BOOST_TEST(self.wakes == 1);
        BOOST_TEST(!queue.claim_front());
    };
    BOOST_TEST(thrown_by([&] { wait(); }) == &order);
    BOOST_TEST(left());
    self.on_suspend = [&] { queue.wake_all(); };
    BOOST_TEST(wait());
}

BOOST_FIXTURE_TEST_CASE(
    what_was_handed_over_before_is_kept_and_the_next_wait_throws, one_who_waits_in)
{
    self.on_suspend = [&] {
        auto next = queue.claim_front();
        BOOST_TEST(!self.interrupt(order));
        next.resume();
    };
    BOOST_TEST(wait());
    BOOST_TEST(left());
    BOOST_TEST(thrown_by([&] { wait(); }) == &order);
    BOOST_TEST(self.suspends == 1);
    BOOST_TEST(left());
}

BOOST_FIXTURE_TEST_CASE(
    an_interruption_that_is_pending_also_ends_a_wait_whose_time_is_over, one_who_waits_in)
{
    self.interrupt(order);
    BOOST_TEST(thrown_by([&] { wait(deadline(quartet::timeout(0))); }) == &order);
    BOOST_TEST(left());
}

BOOST_FIXTURE_TEST_CASE(an_interrupted_waiter_does_not_keep_what_is_for_the_next, one_who_waits_in)
{
    one_who_waits other;
    self.on_suspend = [&] {
        queue.push_back(other.entry);
        self.interrupt(order);
        BOOST_TEST(static_cast<bool>(queue.claim_front()));
        BOOST_TEST(other.goes_on());
    };
    BOOST_TEST(thrown_by([&] { wait(); }) == &order);
    BOOST_TEST(left());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
