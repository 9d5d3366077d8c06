// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/condition.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "support/asleep.hpp"
#include "support/forked_peer.hpp"
#include "support/killed_at_random.hpp"
#include "support/killed_midway.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

/// A process that waits on the condition; it is asleep there already.
std::unique_ptr<forked_peer> waiter_on(mp::Condition& condition)
{
    shared_page page;
    auto result = std::make_unique<forked_peer>([&] {
        condition.acquire();
        page[0] = 1;
        bool const notified = condition.wait();
        condition.release();
        return notified;
    });
    poll_until([&] { return page[0] == 1; });
    std::scoped_lock with(condition);  // which it has to release first
    return result;
}

BOOST_FIXTURE_TEST_SUITE(condition, leaves_no_name)

BOOST_AUTO_TEST_CASE(without_the_lock_every_verb_is_an_error)
{
    mp::Condition condition;
    BOOST_CHECK_THROW(condition.wait(), quartet::AssertionError);
    BOOST_CHECK_THROW(condition.notify(), quartet::AssertionError);
    BOOST_CHECK_THROW(condition.notify_all(), quartet::AssertionError);
    BOOST_CHECK_THROW(condition.wait_for([] { return false; }), quartet::AssertionError);
    BOOST_CHECK_THROW(condition.release(), quartet::AssertionError);
    mp::Condition with_lock{mp::Lock()};
    BOOST_CHECK_THROW(with_lock.wait(), quartet::AssertionError);
    BOOST_CHECK_THROW(with_lock.notify(), quartet::AssertionError);
    condition.acquire();
    BOOST_CHECK_THROW(condition.notify(-1), quartet::ValueError);
    condition.notify(0);
    condition.release();
}

BOOST_AUTO_TEST_CASE(a_wait_that_times_out_returns_false_with_the_lock_held)
{
    using namespace std::chrono_literals;
    mp::RLock lock;
    mp::Condition condition(lock);
    std::scoped_lock with(condition);
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!condition.wait(120ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 120ms));
    BOOST_TEST(!condition.wait(-1));
    forked_peer other([&] { return !lock.acquire(false); });
    BOOST_TEST(other.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_wait_releases_a_recursive_lock_fully_and_takes_it_as_often)
{
    mp::RLock lock;
    mp::Condition condition(lock);
    lock.acquire();
    lock.acquire();
    lock.acquire();
    forked_peer notifier([&] {
        std::scoped_lock with(condition);
        condition.notify();
        return true;
    });
    BOOST_TEST(condition.wait());
    lock.release();
    lock.release();
    lock.release();
    BOOST_CHECK_THROW(lock.release(), quartet::AssertionError);
    BOOST_TEST(notifier.wait() == 0);
}

BOOST_AUTO_TEST_CASE(notify_wakes_as_many_as_it_says)
{
    mp::Condition condition(mp::Lock{});
    std::vector<std::unique_ptr<forked_peer>> waiters;
    for (int i = 0; i != 4; ++i)
    {
        waiters.push_back(waiter_on(condition));
    }
    {
        std::scoped_lock with(condition);
        condition.notify(2);
    }
    BOOST_TEST(waiters[0]->wait() == 0);
    BOOST_TEST(waiters[1]->wait() == 0);
    {
        std::scoped_lock with(condition);
        condition.notify_all();
    }
    BOOST_TEST(waiters[2]->wait() == 0);
    BOOST_TEST(waiters[3]->wait() == 0);
}

BOOST_AUTO_TEST_CASE(wait_for_returns_the_last_value_of_the_predicate)
{
    mp::Condition condition;
    shared_page page;
    forked_peer changer([&] {
        for (int i = 1; i <= 5; ++i)
        {
            std::scoped_lock with(condition);
            page[0] = i;
            condition.notify_all();
        }
        return true;
    });
    std::scoped_lock with(condition);
    BOOST_TEST(condition.wait_for([&] { return page[0] == 5 ? 42 : 0; }) == 42);
    BOOST_TEST(!condition.wait_for([] { return false; }, 0.05));
    BOOST_TEST(!condition.wait_for([] { return false; }, -1));
    BOOST_TEST(changer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(it_travels_with_its_lock)
{
    mp::Lock lock;
    mp::Condition condition(lock);
    mp::Condition sent = travel(condition);
    sent.acquire();
    BOOST_TEST(lock.locked());
    BOOST_TEST(!condition.try_lock());
    sent.release();
    auto waiter = waiter_on(sent);
    condition.acquire();
    condition.notify();
    condition.release();
    BOOST_TEST(waiter->wait() == 0);
}

BOOST_AUTO_TEST_CASE(notify_passes_over_a_killed_waiter)
{
    mp::Condition condition;
    auto victim = waiter_on(condition);
    auto survivor = waiter_on(condition);
    victim.reset();  // SIGKILL
    condition.acquire();
    condition.notify();
    condition.release();
    BOOST_TEST(survivor->wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_waiter_that_is_killed_after_it_was_notified_passes_it_on)
{
    mp::Condition condition;
    auto victim = waiter_on(condition);
    auto survivor = waiter_on(condition);
    condition.acquire();
    condition.notify();
    victim.reset();  // SIGKILL, while it wants the lock
    condition.release();
    BOOST_TEST(survivor->wait() == 0);
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_a_wait_it_goes_on_for_the_others)
{
    struct scene
    {
        mp::Condition condition;
        void approach() { condition.acquire(); }
        void operation() { condition.wait(0); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            auto waiter = waiter_on(after.condition);
            after.condition.acquire();
            after.condition.notify();
            after.condition.release();
            BOOST_TEST(waiter->wait() == 0);
        });
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_a_notify_it_can_be_repeated)
{
    struct scene
    {
        mp::Condition condition;
        std::unique_ptr<forked_peer> waiter = waiter_on(condition);
        void approach() { condition.acquire(); }
        void operation() { condition.notify(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            {
                std::scoped_lock with(after.condition);
                after.condition.notify();
            }
            BOOST_TEST(after.waiter->wait() == 0);
        });
}

BOOST_AUTO_TEST_CASE(turns_go_on_while_waiters_and_notifiers_are_killed_at_random_moments)
{
    mp::Condition condition;
    shared_page page;
    kill_at_random(3, 60, [&](int) {
        std::scoped_lock with(condition);
        ++page[0];
        condition.notify();
        // A killed notifier is made up for by the next: so nobody waits for ever.
        condition.wait_for([&, seen = page[0].load()] { return page[0] > seen; }, 0.01);
    });
    std::scoped_lock with(condition);
    BOOST_TEST(!condition.wait(0));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
