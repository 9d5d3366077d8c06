// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/value.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/shared_names.hpp"
#include "support/travel.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace quartet_test;

struct point
{
    int x;
    double y;
};

BOOST_FIXTURE_TEST_SUITE(value, leaves_no_name)

BOOST_AUTO_TEST_CASE(it_is_zero_or_what_it_was_made_with)
{
    BOOST_TEST(mp::Value<int>().value() == 0);
    BOOST_TEST(mp::Value<double>(2.5).value() == 2.5);
    BOOST_TEST(mp::RawValue<unsigned char>().value() == 0);
    BOOST_TEST(mp::RawValue<bool>(true).value());
    BOOST_TEST(mp::Value<point>().value().y == 0);
    BOOST_TEST(mp::Value<point>({1, 2.5}).value().y == 2.5);
}

BOOST_AUTO_TEST_CASE(all_processes_see_it_change)
{
    mp::Value<point> value({1, 2.5});
    forked_peer other([&] {
        mp::Value<point> sent = travel(value);
        bool const same = sent.value().x == 1;
        sent.value({7, 8.5});
        value.get_obj().y += 1;
        return same;
    });
    BOOST_TEST(other.wait() == 0);
    BOOST_TEST(value.value().x == 7);
    BOOST_TEST(value.get_obj().y == 9.5);
}

BOOST_AUTO_TEST_CASE(with_its_lock_no_addition_is_lost)
{
    mp::Value<long> value;
    auto const count = [&] {
        for (int i = 0; i != 1000; ++i)
        {
            std::scoped_lock with(value.get_lock());
            value.value(value.value() + 1);
        }
        return true;
    };
    forked_peer first(count);
    forked_peer second(count);
    BOOST_TEST(first.wait() == 0);
    BOOST_TEST(second.wait() == 0);
    BOOST_TEST(value.value() == 2000);
}

BOOST_AUTO_TEST_CASE(it_is_a_scope_itself)
{
    mp::Value<int> value;
    {
        std::scoped_lock with(value);
        BOOST_TEST(value.get_lock().locked());
        BOOST_TEST(value.try_lock());
        value.unlock();
        BOOST_TEST(value.acquire(true, 1));
        value.release();
    }
    BOOST_TEST(!value.get_lock().locked());
}

BOOST_AUTO_TEST_CASE(the_lock_may_be_the_users)
{
    mp::Lock lock;
    mp::Value<int> value(1, lock);
    mp::Value<int> sent = travel(value);
    sent.lock();
    BOOST_TEST(lock.locked());
    lock.release();
    mp::Lock same = value.get_lock();
    BOOST_TEST(same.acquire(false));
    BOOST_TEST(!lock.acquire(false));
    same.release();
    BOOST_CHECK_THROW(static_cast<void>(mp::RLock(value.get_lock())), quartet::TypeError);

    mp::RLock recursive;
    mp::Value<int> other(1, recursive);
    std::scoped_lock with(recursive);
    BOOST_TEST(other.value() == 1);
    BOOST_CHECK_THROW(static_cast<void>(mp::Lock(other.get_lock())), quartet::TypeError);
}

BOOST_AUTO_TEST_CASE(without_a_lock_it_is_a_raw_value)
{
    mp::Value<int> value(3, false);
    value.value(value.value() + 1);
    BOOST_TEST(travel(value).value() == 4);
    BOOST_CHECK_THROW(value.get_lock(), quartet::TypeError);
    BOOST_CHECK_THROW(value.acquire(), quartet::TypeError);
}

BOOST_AUTO_TEST_CASE(synchronized_shares_the_memory_and_copy_does_not)
{
    mp::RawValue<int> raw(1);
    mp::RawValue<int> clone = mp::copy(raw);
    mp::Value<int> value = mp::synchronized(raw);
    value.value(5);
    BOOST_TEST(raw.value() == 5);
    BOOST_TEST(clone.value() == 1);
    BOOST_TEST(travel(raw).value() == 5);
}

BOOST_AUTO_TEST_CASE(atomic_access_needs_no_lock)
{
    mp::RawValue<long> value;
    auto const count = [&] {
        for (int i = 0; i != 1000; ++i)
        {
            ++std::atomic_ref(value.get_obj());
        }
        return true;
    };
    forked_peer first(count);
    forked_peer second(count);
    BOOST_TEST(first.wait() == 0);
    BOOST_TEST(second.wait() == 0);
    BOOST_TEST(value.value() == 2000);
}

BOOST_AUTO_TEST_CASE(a_process_killed_with_the_lock_passes_it_on)
{
    mp::Value<int> value;
    forked_peer holder([&] {
        value.lock();
        value.value(13);
        return true;
    });
    BOOST_TEST(holder.wait() == 0);
    std::scoped_lock with(value);
    BOOST_TEST(value.get_lock().owner_died());
    BOOST_TEST(value.value() == 13);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
