// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/lock.hpp>

#include <boost/test/unit_test.hpp>

#include <mutex>
#include <type_traits>
#include <vector>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
namespace lock = gevent::lock;
using namespace quartet_test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(locks, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(they_are_those_of_threading)
{
    BOOST_TEST((std::is_same_v<lock::Semaphore, quartet::threading::Semaphore>));
    BOOST_TEST((std::is_same_v<lock::BoundedSemaphore, quartet::threading::BoundedSemaphore>));
    BOOST_TEST((std::is_same_v<lock::RLock, quartet::threading::RLock>));
}

BOOST_AUTO_TEST_CASE(greenlets_get_permits_in_the_order_of_their_coming)
{
    lock::Semaphore semaphore(2);
    std::vector<int> order;
    int inside = 0;
    int most = 0;
    std::vector<gevent::Greenlet<void>> all;
    for (int i = 0; i != 6; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            std::scoped_lock const with(semaphore);
            order.push_back(i);
            most = std::max(most, ++inside);
            gevent::sleep(0);
            --inside;
        }));
    }
    for (auto const& each : all)
    {
        each.get();
    }
    BOOST_TEST(most == 2);
    BOOST_TEST(semaphore.counter() == 2);
    BOOST_TEST(order == (std::vector{0, 1, 2, 3, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_greenlet_waits_for_a_permit_and_takes_none)
{
    lock::Semaphore semaphore(0);
    auto const one = gevent::spawn([&] { return semaphore.wait(); });
    auto const late = gevent::spawn([&] { return semaphore.wait(1ms); });
    BOOST_TEST(late.get() == 0);
    semaphore.release();
    BOOST_TEST(one.get() == 1);
    BOOST_TEST(semaphore.counter() == 1);
}

BOOST_AUTO_TEST_CASE(a_greenlet_owns_a_recursive_lock)
{
    lock::RLock rlock;
    std::scoped_lock const with(rlock);
    auto const other = gevent::spawn([&] { return rlock.acquire(false); });
    BOOST_TEST(!other.get());
    BOOST_TEST(rlock.acquire(false));
    rlock.release();
    auto const thief =
        gevent::spawn([&] { BOOST_CHECK_THROW(rlock.release(), quartet::RuntimeError); });
    thief.get();
}

BOOST_AUTO_TEST_CASE(a_dummy_keeps_nobody)
{
    lock::DummySemaphore dummy;
    std::scoped_lock const with(dummy);
    BOOST_TEST(!dummy.locked());
    BOOST_TEST(dummy.acquire());
    BOOST_TEST(dummy.acquire(true, 0));
    BOOST_TEST(dummy.try_lock());
    BOOST_TEST(dummy.wait() == 1);
    dummy.release(7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
