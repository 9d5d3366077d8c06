// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Who locks again and again does not keep those off who wait.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "support/locks_patched.hpp"

namespace gevent = quartet::gevent;

namespace {

/// Whether a greenlet gets it although another one is without it for no moment in which others run.
template <class Lock, class Unlock, class LockOnce, class UnlockOnce>
void check_turns(Lock lock, Unlock unlock, LockOnce lock_once, UnlockOnce unlock_once)
{
    std::atomic<bool> has_got_it{false};
    auto greedy = gevent::spawn([&] {
        int rounds = 0;
        while (!has_got_it && rounds != 1'000'000)
        {
            lock();
            gevent::sleep(0);
            unlock();
            ++rounds;
        }
        return rounds;
    });
    gevent::sleep(0);
    auto modest = gevent::spawn([&] {
        lock_once();
        has_got_it = true;
        unlock_once();
    });
    BOOST_TEST(greedy.get() < 1'000'000);
    modest.join();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_lock_turns, quartet_test::locks_patched)

BOOST_AUTO_TEST_CASE(a_mutex_goes_to_who_waits)
{
    std::mutex mutex;
    auto const lock = [&] { mutex.lock(); };
    auto const unlock = [&] { mutex.unlock(); };
    check_turns(lock, unlock, lock, unlock);
    std::recursive_mutex recursive;
    auto const lock_recursive = [&] { recursive.lock(); };
    auto const unlock_recursive = [&] { recursive.unlock(); };
    check_turns(lock_recursive, unlock_recursive, lock_recursive, unlock_recursive);
}

BOOST_AUTO_TEST_CASE(a_shared_mutex_goes_to_who_waits)
{
    std::shared_mutex mutex;
    auto const lock = [&] { mutex.lock(); };
    auto const unlock = [&] { mutex.unlock(); };
    auto const share = [&] { mutex.lock_shared(); };
    auto const unshare = [&] { mutex.unlock_shared(); };
    check_turns(lock, unlock, share, unshare);
    check_turns(share, unshare, lock, unlock);
    check_turns(lock, unlock, lock, unlock);
}

BOOST_AUTO_TEST_CASE(each_of_several_gets_it)
{
    std::mutex mutex;
    std::vector<int> turns;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != 4; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            for (int j = 0; j != 50; ++j)
            {
                std::lock_guard const lock(mutex);
                turns.push_back(i);
                gevent::sleep(0);
            }
        }));
    }
    gevent::joinall(all);
    // In the first half each has had his part.
    for (int i = 0; i != 4; ++i)
    {
        BOOST_TEST(std::count(turns.begin(), turns.begin() + 100, i) > 5);
    }
}

BOOST_AUTO_TEST_SUITE_END()
