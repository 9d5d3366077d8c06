// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/lock.hpp>

#include <tuple>

#include "support/peer_thread.hpp"

using lock_under_test = std::tuple<quartet::threading::Lock>;
using peer = quartet_test::peer_thread;

#include "support/forked_peer.hpp"
#include "support/lock_rules.hpp"
#include "support/lock_rules_of_threads.hpp"
#include "support/sanitizers.hpp"

namespace {

namespace threading = quartet::threading;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(lock)

BOOST_AUTO_TEST_CASE(an_error_names_the_limit)
{
    threading::Lock lock;
    BOOST_CHECK_EXCEPTION(lock.acquire(true, -2.5), quartet::ValueError, [](auto const& error) {
        std::string const text = error.what();
        return text.find("limit") != std::string::npos && text.find("-2.5") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(one_of_two_releases_is_an_error_also_while_others_wait)
{
    for (int i = 0; i != 200; ++i)
    {
        threading::Lock lock;
        std::atomic<int> errors{0};
        std::atomic<int> ready{0};
        lock.acquire();
        // Makes it contended, and gives up.
        BOOST_TEST(!lock.acquire(true, 0));
        auto const release = [&] {
            ++ready;
            while (ready != 2)
            {}
            try
            {
                lock.release();
            }
            catch (quartet::RuntimeError const&)
            {
                ++errors;
            }
            return true;
        };
        {
            peer_thread one(release);
            peer_thread other(release);
        }
        BOOST_TEST(errors == 1);
    }
}

BOOST_AUTO_TEST_CASE(
    in_a_forked_child_nobody_waits_for_it_any_more,
    *boost::unit_test::enable_if<children_have_threads>())
{
    threading::Lock lock;
    lock.acquire();
    std::deque<peer_thread> waiters;
    for (int i = 0; i != 3; ++i)
    {
        waiters
            .emplace_back([&] {
                std::scoped_lock with(lock);
                return true;
            })
            .until_asleep();
    }
    forked_peer child([&] {
        // They get the stacks of those who waited.
        std::deque<peer_thread> others;
        for (int i = 0; i != 6; ++i)
        {
            others
                .emplace_back([&] {
                    std::array<char volatile, 4096> over_their_entries;
                    for (auto& each : over_their_entries)
                    {
                        each = 'x';
                    }
                    std::scoped_lock with(lock);
                    return over_their_entries[0] == 'x';
                })
                .until_asleep();
        }
        lock.release();
        bool good = true;
        for (auto& each : others)
        {
            good = each.result() && good;
        }
        return good && !lock.locked();
    });
    BOOST_TEST(child.wait() == 0);
    lock.release();
    for (auto& each : waiters)
    {
        BOOST_TEST(each.result());
    }
}

BOOST_AUTO_TEST_CASE(a_thread_may_end_while_it_is_being_woken)
{
    for (int i = 0; i != 300; ++i)
    {
        threading::Lock lock;
        lock.acquire();
        peer_thread waiter([&] { return lock.acquire(true, std::chrono::microseconds(100)); });
        peer_thread other([&] { return lock.acquire(); });
        lock.release();
        if (waiter.result())
        {
            lock.release();
        }
        BOOST_TEST(other.result());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
