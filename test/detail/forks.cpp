// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/forks.hpp>
#include <quartet/detail/short_mutex.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <deque>
#include <mutex>

#include "support/forked_peer.hpp"
#include "support/peer_thread.hpp"

namespace {

using namespace quartet_test;
using quartet::detail::forks;
using quartet::detail::short_mutex;

BOOST_AUTO_TEST_SUITE(a_fork)

BOOST_AUTO_TEST_CASE(is_counted_in_the_child)
{
    auto const before = forks.load();
    forked_peer child([&] {
        forked_peer grandchild([&] { return forks == before + 2; });
        return forks == before + 1 && grandchild.wait() == 0;
    });
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST(forks == before);
}

BOOST_AUTO_TEST_CASE(frees_in_the_child_the_mutex_that_another_thread_had)
{
    short_mutex mutex;
    std::atomic<bool> has_it{false};
    std::atomic<bool> is_over{false};
    peer_thread holder([&] {
        std::lock_guard const lock(mutex);
        has_it = true;
        poll_until([&] { return is_over.load(); });
        return true;
    });
    poll_until([&] { return has_it.load(); });
    forked_peer child([&] {
        for (int i = 0; i != 3; ++i)
        {
            std::lock_guard const lock(mutex);
        }
        return true;
    });
    BOOST_TEST(child.wait() == 0);
    is_over = true;
    BOOST_TEST(holder.result());
}

BOOST_AUTO_TEST_CASE(leaves_the_mutex_a_mutex)
{
    short_mutex mutex;
    auto const excludes = [&] {
        int counter = 0;
        {
            std::deque<peer_thread> threads;
            for (int i = 0; i != 3; ++i)
            {
                threads.emplace_back([&] {
                    for (int n = 0; n != 10'000; ++n)
                    {
                        std::lock_guard const lock(mutex);
                        ++counter;
                    }
                    return true;
                });
            }
        }
        return counter == 30'000;
    };
    forked_peer child(excludes);
    BOOST_TEST(child.wait() == 0);
    BOOST_TEST(excludes());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
