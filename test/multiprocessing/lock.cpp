// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <memory>
#include <tuple>

#include "support/forked_peer.hpp"
#include "support/killed_at_random.hpp"
#include "support/killed_midway.hpp"
#include "support/peer_thread.hpp"
#include "support/poll_until.hpp"
#include "support/shared_names.hpp"
#include "support/shared_page.hpp"
#include "support/travel.hpp"

using lock_under_test = std::tuple<quartet::multiprocessing::Lock>;
using peer = quartet_test::peer_thread;

#include "support/lock_rules.hpp"
#include "support/lock_rules_of_threads.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

/// A process that has the lock, and sleeps.
forked_peer holder_of(mp::Lock& lock)
{
    forked_peer holder([&] {
        lock.acquire();
        ::pause();
        return true;
    });
    poll_until([&] { return lock.locked(); });
    return holder;
}

BOOST_FIXTURE_TEST_SUITE(lock, leaves_no_name)

BOOST_AUTO_TEST_CASE(copies_are_the_same_lock)
{
    mp::Lock lock;
    mp::Lock copy = lock;
    mp::Lock sent = travel(lock);
    lock.acquire();
    BOOST_TEST(!copy.acquire(false));
    BOOST_TEST(!sent.acquire(false));
    sent.release();
    BOOST_TEST(copy.acquire(false));
    copy.release();
}

BOOST_AUTO_TEST_CASE(it_is_serialised_only_on_the_way_to_another_process)
{
    mp::Lock lock;
    std::string bytes;
    quartet::detail::string_sink sink(bytes);
    BOOST_CHECK_THROW(quartet::detail::dump(sink, lock), quartet::RuntimeError);
}

BOOST_AUTO_TEST_CASE(another_process_may_release_it)
{
    mp::Lock lock;
    lock.acquire();
    forked_peer releaser([&] {
        lock.release();
        return true;
    });
    BOOST_TEST(releaser.wait() == 0);
    BOOST_TEST(lock.acquire(false));
    lock.release();
}

BOOST_AUTO_TEST_CASE(only_its_user_may_open_it)
{
    mp::Lock lock;
    int files = 0;
    for (std::string const& name : shared_names())
    {
        auto const mode = std::filesystem::status("/dev/shm/" + name).permissions();
        BOOST_TEST((mode == std::filesystem::perms(0600)));
        ++files;
    }
    BOOST_TEST(files == 2);  // the record, and the named_mutex
}

BOOST_AUTO_TEST_CASE(a_killed_holder_passes_it_on_to_who_waits)
{
    mp::Lock lock;
    forked_peer holder = holder_of(lock);
    shared_page page;
    forked_peer waiter([&] {
        page[0] = 1;
        bool const got = lock.acquire();
        return got && lock.owner_died();
    });
    poll_until([&] { return page[0] == 1; });
    BOOST_TEST(!lock.acquire(false));
    holder.kill();
    holder.wait();
    BOOST_TEST(waiter.wait() == 0);
    // And the waiter ended with the lock in its turn.
    BOOST_TEST(lock.acquire());
    BOOST_TEST(lock.owner_died());
    lock.release();
    BOOST_TEST(lock.acquire());
    BOOST_TEST(!lock.owner_died());
    lock.release();
}

BOOST_AUTO_TEST_CASE(a_killed_holder_that_nobody_reaps_passes_it_on)
{
    mp::Lock lock;
    forked_peer holder = holder_of(lock);
    holder.kill();
    BOOST_TEST(lock.acquire());
    BOOST_TEST(lock.owner_died());
    lock.release();
}

BOOST_AUTO_TEST_CASE(a_killed_waiter_does_no_harm)
{
    mp::Lock lock;
    lock.acquire();
    shared_page page;
    forked_peer waiter([&] {
        page[0] = 1;
        return lock.acquire();
    });
    forked_peer other([&] {
        page[1] = 1;
        return lock.acquire() && !lock.owner_died();
    });
    poll_until([&] { return page[0] == 1 && page[1] == 1; });
    waiter.kill();
    waiter.wait();
    lock.release();
    BOOST_TEST(other.wait() == 0);
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_acquire_and_release_it_can_be_taken)
{
    struct scene
    {
        mp::Lock lock;
        void operation()
        {
            lock.acquire();
            lock.release();
        }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            BOOST_TEST(after.lock.acquire(false));
            after.lock.release();
            BOOST_TEST(after.lock.acquire(false));
            BOOST_TEST(!after.lock.owner_died());
            after.lock.release();
            BOOST_CHECK_THROW(after.lock.release(), quartet::ValueError);
        });
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_a_takeover_it_can_be_taken)
{
    struct scene
    {
        mp::Lock lock;
        scene() { holder_of(lock).kill(); }
        void operation() { lock.acquire(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            BOOST_TEST(after.lock.acquire());
            BOOST_TEST(after.lock.owner_died());
            after.lock.release();
        });
}

BOOST_AUTO_TEST_CASE(it_excludes_while_holders_are_killed_at_random_moments)
{
    mp::Lock lock;
    shared_page page;
    auto& inside = page[0];
    auto& violations = page[1];
    kill_at_random(3, 100, [&](int) {
        lock.acquire();
        if (inside.exchange(1) != 0 && !lock.owner_died())
        {
            ++violations;
        }
        inside = 0;
        lock.release();
    });
    BOOST_TEST(violations == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
