// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/threading/rlock.hpp>

#include <tuple>

#include "support/peer_thread.hpp"

using lock_under_test = std::tuple<quartet::threading::RLock>;
using peer = quartet_test::peer_thread;

#include "support/lock_rules.hpp"
#include "support/lock_rules_of_threads.hpp"

namespace {

namespace threading = quartet::threading;
using namespace quartet_test;

BOOST_AUTO_TEST_SUITE(rlock)

BOOST_AUTO_TEST_CASE(a_limit_is_checked_also_for_its_owner)
{
    threading::RLock lock;
    std::scoped_lock with(lock);
    BOOST_CHECK_THROW(lock.acquire(true, -2), quartet::ValueError);
    BOOST_CHECK_THROW(lock.acquire(false, 1), quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(each_thread_counts_for_itself)
{
    threading::RLock lock;
    int counter = 0;
    {
        std::deque<peer_thread> threads;
        for (int i = 0; i != 4; ++i)
        {
            threads.emplace_back([&] {
                for (int round = 0; round != 500; ++round)
                {
                    int const depth = 1 + round % 3;
                    for (int d = 0; d != depth; ++d)
                    {
                        lock.acquire();
                    }
                    ++counter;
                    for (int d = 0; d != depth; ++d)
                    {
                        lock.release();
                    }
                }
                return true;
            });
        }
    }
    BOOST_TEST(counter == 2000);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(the_holder_of_one_holds_no_other)
{
    threading::RLock mine;
    threading::RLock others;
    std::scoped_lock with(mine);
    BOOST_CHECK_THROW(others.release(), quartet::RuntimeError);
    BOOST_TEST(is_free(others));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
