// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/rlock.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <mutex>
#include <tuple>

#include "support/forked_peer.hpp"
#include "support/killed_at_random.hpp"
#include "support/killed_midway.hpp"
#include "support/peer_thread.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"
#include "support/travel.hpp"

using lock_under_test = std::tuple<quartet::multiprocessing::RLock>;
using peer = quartet_test::peer_thread;

#include "support/lock_rules.hpp"
#include "support/lock_rules_of_threads.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

BOOST_FIXTURE_TEST_SUITE(rlock, leaves_no_name)

BOOST_AUTO_TEST_CASE(another_process_does_not_get_it)
{
    mp::RLock lock;
    lock.acquire();
    forked_peer other([&] { return !lock.acquire(false) && !lock.acquire(true, 0.01); });
    BOOST_TEST(other.wait() == 0);
    lock.release();
    forked_peer later([&] { return lock.acquire(false); });
    BOOST_TEST(later.wait() == 0);
}

BOOST_AUTO_TEST_CASE(only_its_owner_may_release_it)
{
    mp::RLock lock;
    BOOST_CHECK_THROW(lock.release(), quartet::AssertionError);
    lock.acquire();
    auto const is_refused = [&] {
        try
        {
            lock.release();
            return false;
        }
        catch (quartet::AssertionError const&)
        {
            return true;
        }
    };
    forked_peer other(is_refused);
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(in_another_thread(is_refused));
    BOOST_TEST(lock.locked());
    lock.release();
    BOOST_CHECK_THROW(lock.release(), quartet::AssertionError);
}

BOOST_AUTO_TEST_CASE(it_is_recursive_through_every_handle)
{
    mp::RLock lock;
    mp::RLock sent = travel(lock);
    std::scoped_lock outer(lock);
    std::scoped_lock inner(sent);
    BOOST_TEST(lock.acquire(false));
    sent.release();
}

BOOST_AUTO_TEST_CASE(a_holder_killed_deep_inside_passes_it_on)
{
    mp::RLock lock;
    shared_page page;
    forked_peer holder([&] {
        lock.acquire();
        lock.acquire();
        lock.acquire();
        page[0] = 1;
        ::pause();
        return true;
    });
    poll_until([&] { return page[0] == 1; });
    BOOST_TEST(!lock.acquire(false));
    holder.kill();
    BOOST_TEST(lock.acquire());
    BOOST_TEST(lock.owner_died());
    BOOST_TEST(lock.acquire());
    BOOST_TEST(lock.owner_died());
    lock.release();
    lock.release();
    BOOST_TEST(is_free(lock));
    BOOST_TEST(!lock.owner_died());
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_it_can_be_taken_and_released)
{
    struct scene
    {
        mp::RLock lock;
        void operation()
        {
            lock.acquire();
            lock.acquire();
            lock.release();
            lock.release();
        }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            BOOST_TEST(after.lock.acquire(false));
            after.lock.release();
            BOOST_TEST(!after.lock.locked());
            BOOST_CHECK_THROW(after.lock.release(), quartet::AssertionError);
        });
}

BOOST_AUTO_TEST_CASE(it_excludes_while_holders_are_killed_at_random_moments)
{
    mp::RLock lock;
    shared_page page;
    auto& inside = page[0];
    auto& violations = page[1];
    kill_at_random(3, 50, [&](int) {
        std::scoped_lock outer(lock);
        std::scoped_lock inner(lock);
        if (inside.exchange(1) != 0 && !lock.owner_died())
        {
            ++violations;
        }
        inside = 0;
    });
    BOOST_TEST(violations == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
