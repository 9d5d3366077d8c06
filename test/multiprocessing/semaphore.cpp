// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/semaphore.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "../../src/detail/exit_hooks.hpp"
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

BOOST_FIXTURE_TEST_SUITE(semaphore, leaves_no_name)

BOOST_AUTO_TEST_CASE(it_counts)
{
    mp::Semaphore semaphore(2);
    BOOST_TEST(semaphore.get_value() == 2);
    BOOST_TEST(semaphore.acquire());
    BOOST_TEST(semaphore.acquire(false));
    BOOST_TEST(semaphore.get_value() == 0);
    BOOST_TEST(!semaphore.acquire(false));
    BOOST_TEST(!semaphore.acquire(true, 0.01));
    BOOST_TEST(!semaphore.acquire(true, -1));
    semaphore.release();
    semaphore.release();
    semaphore.release();
    BOOST_TEST(travel(semaphore).get_value() == 3);
    BOOST_TEST(mp::Semaphore().get_value() == 1);
}

BOOST_AUTO_TEST_CASE(a_negative_value_is_an_error_that_names_it)
{
    auto const names_it = [](quartet::ValueError const& error) {
        std::string const text = error.what();
        return text.find("value") != std::string::npos && text.find("-3") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(mp::Semaphore(-3), quartet::ValueError, names_it);
    BOOST_CHECK_EXCEPTION(mp::BoundedSemaphore(-3), quartet::ValueError, names_it);
}

BOOST_AUTO_TEST_CASE(it_is_a_scope)
{
    mp::Semaphore semaphore(1);
    {
        std::scoped_lock with(semaphore);
        BOOST_TEST(!semaphore.try_lock());
    }
    BOOST_TEST(semaphore.get_value() == 1);
}

BOOST_AUTO_TEST_CASE(a_bounded_one_refuses_what_is_too_much)
{
    mp::BoundedSemaphore semaphore(2);
    BOOST_CHECK_THROW(semaphore.release(), quartet::ValueError);
    semaphore.acquire();
    semaphore.release();
    mp::BoundedSemaphore sent = travel(semaphore);
    BOOST_CHECK_THROW(sent.release(), quartet::ValueError);
    BOOST_TEST(semaphore.get_value() == 2);
}

BOOST_AUTO_TEST_CASE(one_process_may_take_what_another_releases)
{
    mp::Semaphore items(0);
    forked_peer consumer([&] {
        mp::Semaphore mine = travel(items);  // a handle that it gives up in order
        for (int i = 0; i != 1000; ++i)
        {
            mine.acquire();
        }
        return true;
    });
    for (int i = 0; i != 1000; ++i)
    {
        items.release();
    }
    BOOST_TEST(consumer.wait() == 0);
    BOOST_TEST(items.get_value() == 0);
}

BOOST_AUTO_TEST_CASE(what_a_process_holds_that_ends_in_order_stays_taken)
{
    mp::Semaphore semaphore(2);
    forked_peer taker([&] {
        mp::Semaphore mine = travel(semaphore);
        mine.acquire();
        return true;
    });
    BOOST_TEST(taker.wait() == 0);
    BOOST_TEST(semaphore.acquire(false));
    BOOST_TEST(!semaphore.acquire(true, 0.3));
    semaphore.release();
    semaphore.release();
    BOOST_TEST(semaphore.get_value() == 2);
}

BOOST_AUTO_TEST_CASE(what_a_process_holds_that_exits_stays_taken)
{
    mp::Semaphore semaphore(1);
    forked_peer taker([&] {
        semaphore.acquire();
        quartet::detail::run_exit_stages();  // as std::exit does
        return true;
    });
    BOOST_TEST(taker.wait() == 0);
    BOOST_TEST(!semaphore.acquire(true, 0.3));
    semaphore.release();
    BOOST_TEST(semaphore.acquire(false));
}

BOOST_AUTO_TEST_CASE(the_units_of_a_killed_holder_come_back_to_who_waits)
{
    mp::Semaphore semaphore(2);
    shared_page page;
    forked_peer holder([&] {
        semaphore.acquire();
        semaphore.acquire();
        page[0] = 1;
        ::pause();
        return true;
    });
    poll_until([&] { return page[0] == 1; });
    auto const take = [&] { return semaphore.acquire() && semaphore.owner_died(); };
    forked_peer first(take);
    forked_peer second(take);
    until_asleep(first.pid());
    until_asleep(second.pid());
    holder.kill();
    BOOST_TEST(first.wait() == 0);
    BOOST_TEST(second.wait() == 0);
    poll_until([&] { return semaphore.get_value() == 2; });  // they did not end in order either
}

BOOST_AUTO_TEST_CASE(a_poll_finds_the_units_of_a_killed_holder_too)
{
    mp::Semaphore semaphore(1);
    forked_peer holder([&] { return semaphore.acquire(); });
    BOOST_TEST(holder.wait() == 0);
    poll_until([&] { return semaphore.acquire(false); });
    BOOST_TEST(semaphore.owner_died());
    semaphore.release();
    BOOST_TEST(semaphore.acquire());
    BOOST_TEST(!semaphore.owner_died());
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_no_unit_is_lost_or_doubled)
{
    struct scene
    {
        mp::Semaphore semaphore{3};
        void operation()
        {
            semaphore.acquire();
            semaphore.acquire();
            semaphore.release();
        }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            for (int i = 0; i != 3; ++i)
            {
                BOOST_TEST(after.semaphore.acquire());
            }
            BOOST_TEST(!after.semaphore.acquire(false));
            BOOST_TEST(after.semaphore.get_value() == 0);
        });
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_a_burial_no_unit_is_lost_or_doubled)
{
    struct scene
    {
        mp::Semaphore semaphore{2};
        scene()
        {
            forked_peer([this] { return semaphore.acquire() && semaphore.acquire(); }).wait();
        }
        void operation() { semaphore.acquire(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            BOOST_TEST(after.semaphore.acquire());
            BOOST_TEST(after.semaphore.acquire());
            BOOST_TEST(!after.semaphore.acquire(false));
        });
}

BOOST_AUTO_TEST_CASE(killed_after_any_store_of_its_end_the_units_it_held_stay_taken_or_come_back)
{
    struct scene
    {
        mp::Semaphore semaphore{2};
        std::optional<mp::Semaphore> mine;
        void approach()
        {
            mine = travel(semaphore);
            mine->acquire();
        }
        void operation() { mine.reset(); }
    };
    kill_after_each_store(
        [] { return std::make_unique<scene>(); },
        [](scene& after) {
            BOOST_TEST(after.semaphore.acquire());
            bool const came_back = after.semaphore.acquire(true, 0.3);
            BOOST_TEST(!after.semaphore.acquire(false));
            if (!came_back)
            {
                after.semaphore.release();
                after.semaphore.release();
                BOOST_TEST(after.semaphore.get_value() == 2);
            }
        });
}

BOOST_AUTO_TEST_CASE(all_units_are_there_after_holders_were_killed_at_random_moments)
{
    mp::Semaphore semaphore(2);
    kill_at_random(4, 100, [&](int) {
        semaphore.acquire();
        semaphore.release();
    });
    poll_until([&] { return semaphore.get_value() == 2; });
    BOOST_TEST(semaphore.acquire(false));
    BOOST_TEST(semaphore.acquire(false));
    BOOST_TEST(!semaphore.acquire(true, 0.2));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
