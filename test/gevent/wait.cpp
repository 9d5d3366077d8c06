// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/concurrent/futures/future.hpp>
#include <quartet/errors.hpp>
#include <quartet/gevent/event.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/lock.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/gevent/wait.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "support/peer_greenlet.hpp"
#include "support/peer_thread.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::event::AsyncResult;
using gevent::event::Event;
using gevent::lock::Semaphore;
using quartet::concurrent::futures::Future;
using namespace quartet_test;
using namespace std::chrono_literals;

/// A greenlet that ends when all that are ready have had some turns.
gevent::Greenlet<int> after(int turns)
{
    return gevent::spawn([turns] {
        for (int i = 0; i != turns; ++i)
        {
            gevent::sleep(0);
        }
        return turns;
    });
}

std::vector<int> values(std::vector<gevent::Greenlet<int>> const& of)
{
    std::vector<int> result;
    for (auto const& each : of)
    {
        result.push_back(each.get());
    }
    return result;
}

void check(std::vector<int> const& found, std::vector<int> const& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_SUITE(waits, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(without_objects_it_waits_until_there_is_nothing_to_wait_for)
{
    auto const g = after(3);
    BOOST_TEST(gevent::wait());
    BOOST_TEST(g.ready());
    auto const sleeper = gevent::spawn([] { gevent::sleep(3600); });
    BOOST_TEST(!gevent::wait(1ms));
    sleeper.kill();
    BOOST_TEST(gevent::wait(10));
    bool refused = false;
    gevent::spawn([&] {
        try
        {
            gevent::wait();
        }
        catch (quartet::RuntimeError const&)
        {
            refused = true;
        }
    }).join();
    BOOST_TEST(refused);
}

BOOST_AUTO_TEST_CASE(objects_are_given_in_the_order_in_which_they_became_ready)
{
    std::vector const all{after(3), after(1), after(2)};
    std::vector<gevent::Greenlet<int>> const ready = gevent::wait(all);
    check(values(ready), {1, 2, 3});
    check(values(gevent::wait(all)), {3, 1, 2});  // they are so already
}

BOOST_AUTO_TEST_CASE(one_may_wait_for_the_first_few)
{
    std::vector const all{after(5), after(1), after(3)};
    check(values(gevent::wait(all, {}, 1)), {1});
    check(values(gevent::wait(all, {}, 2)), {1, 3});
    check(values(gevent::wait(all, {}, 0)), {});
    check(values(gevent::wait(all, {}, 17)), {1, 3, 5});
}

BOOST_AUTO_TEST_CASE(when_the_time_is_over_those_are_given_that_are_ready)
{
    Event never;
    auto const stuck = gevent::spawn([&] {
        never.wait();
        return 0;
    });
    std::vector const all{stuck, after(1), after(2)};
    check(values(gevent::wait(all, 0)), {});
    check(values(gevent::wait(all, 20ms)), {1, 2});
    check(values(gevent::wait(all, -1)), {1, 2});
    never.set();
    check(values(gevent::wait(all)), {1, 2, 0});
}

BOOST_AUTO_TEST_CASE(one_that_is_named_twice_counts_once)
{
    auto const g = after(1);
    BOOST_TEST(gevent::wait({g, g, g}).size() == 1u);
    gevent::greenlet const as_any = g;
    BOOST_TEST(gevent::wait({gevent::waitable(g), gevent::waitable(as_any)}).size() == 1u);
    Event event;
    event.set();
    BOOST_TEST(gevent::wait(std::vector{&event, &event}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_is_ready_at_once)
{
    BOOST_TEST(gevent::wait(std::vector<Event*>()).empty());
}

BOOST_AUTO_TEST_CASE(a_handle_of_nothing_is_an_error_that_tells_its_place)
{
    std::vector<gevent::Greenlet<int>> const all{after(0), {}};
    BOOST_CHECK_EXCEPTION(gevent::wait(all), quartet::ValueError, [](auto const& error) {
        return std::string(error.what()) == "objects: number 1 refers to nothing";
    });
    BOOST_CHECK_THROW(gevent::wait(std::vector<Event*>{nullptr}), quartet::ValueError);
    BOOST_CHECK_THROW(gevent::waitable{gevent::greenlet{}}, quartet::ValueError);
}

BOOST_AUTO_TEST_CASE(objects_of_several_kinds_are_waited_for)
{
    auto const g = after(1);
    Event event;
    Semaphore semaphore(0);
    AsyncResult<int> const result;
    Future<int> future;
    gevent::spawn([&] {
        g.join();
        for (auto const& step : std::vector<std::function<void()>>{
                 [&] { event.set(); },
                 [&] { semaphore.release(); },
                 [&] { result.set(1); },
                 [&] { future.set_result(2); }})
        {
            gevent::sleep(0);
            step();
        }
    });
    auto const ready = gevent::wait({future, result, semaphore, event, g});
    BOOST_TEST_REQUIRE(ready.size() == 5u);
    BOOST_TEST((ready[0] == g));
    BOOST_TEST((ready[1] == event));
    BOOST_TEST((ready[2] == semaphore));
    BOOST_TEST((ready[3] == result));
    BOOST_TEST((ready[4] == future));
    BOOST_TEST(ready[0].as<gevent::Greenlet<int>>()->get() == 1);
    BOOST_TEST(ready[1].as<Event>() == &event);
    BOOST_TEST(ready[1].as<Semaphore>() == nullptr);
    BOOST_TEST(ready[4].as<Future<int>>()->result() == 2);
}

BOOST_AUTO_TEST_CASE(a_semaphore_is_ready_when_one_could_acquire_and_keeps_its_permits)
{
    Semaphore semaphore(0);
    auto const holder = gevent::spawn([&] { return semaphore.acquire(); });
    gevent::sleep(0);
    gevent::spawn([&] { semaphore.release(); });
    BOOST_TEST(gevent::wait({&semaphore}, 1ms).empty());  // it was handed over
    BOOST_TEST(holder.get());
    gevent::spawn([&] { semaphore.release(3); });
    BOOST_TEST(gevent::wait({&semaphore}).size() == 1u);
    BOOST_TEST(semaphore.counter() == 3);
    BOOST_TEST(gevent::wait({&semaphore}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_cleared_at_once_was_ready)
{
    Event event;
    gevent::spawn([&] {
        event.set();
        event.clear();
    });
    BOOST_TEST(gevent::wait({&event}).front() == &event);
    BOOST_TEST(gevent::wait({&event}, 0).empty());
}

BOOST_AUTO_TEST_CASE(ranges_of_all_sorts_have_the_names_of_their_elements)
{
    std::deque<Event> events(2);
    events[1].set();
    std::vector<Event*> const ready = gevent::wait(events, 0);
    BOOST_TEST_REQUIRE(ready.size() == 1u);
    BOOST_TEST(ready[0] == &events[1]);
    std::list<std::reference_wrapper<Event>> const references(events.begin(), events.end());
    static_assert(std::is_same_v<
                  decltype(gevent::wait(references)),
                  std::vector<std::reference_wrapper<Event>>>);
    BOOST_TEST(&gevent::wait(references, {}, 1)[0].get() == &events[1]);
    std::vector const shared{std::make_shared<Event>()};
    shared[0]->set();
    BOOST_TEST((gevent::wait(shared)[0] == shared[0]));
    std::vector<gevent::waitable> const several{events[0], events[1]};
    BOOST_TEST((gevent::wait(several, 0) == std::vector<gevent::waitable>{events[1]}));
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_it_and_it_is_forgotten)
{
    Event event;
    Event other;
    auto const waiter = gevent::spawn([&] { gevent::wait({&event, &other}); });
    gevent::sleep(0);
    waiter.kill();
    BOOST_TEST(waiter.successful());
    event.set();
    auto const with = gevent::Timeout::start_new(1ms);
    BOOST_CHECK_THROW(gevent::wait({&other}), gevent::Timeout);
    other.set();
}

BOOST_AUTO_TEST_CASE(objects_may_become_ready_in_other_threads)
{
    for (int round = 0; round != 50; ++round)
    {
        std::deque<Event> events(6);
        std::deque<peer_thread> threads;
        for (auto& each : events)
        {
            threads.emplace_back([&each] {
                each.set();
                return true;
            });
        }
        BOOST_TEST(gevent::wait(events).size() == 6u);
    }
}

BOOST_AUTO_TEST_CASE(threads_without_greenlets_may_wait_too)
{
    auto const event = std::make_shared<Event>();
    peer_thread waiter([=] { return gevent::wait({event}).size() == 1; });
    waiter.until_asleep();
    event->set();
    BOOST_TEST(waiter.result());
}

BOOST_AUTO_TEST_CASE(iwait_gives_each_as_it_becomes_ready)
{
    std::vector const all{after(3), after(1), after(2)};
    std::vector<int> order;
    for (gevent::Greenlet<int> const& each : gevent::iwait(all))
    {
        BOOST_TEST(each.ready());
        order.push_back(each.get());
        if (order.size() == 1)
        {
            BOOST_TEST(!all[0].ready());
        }
        gevent::sleep(0);
    }
    check(order, {1, 2, 3});
}

BOOST_AUTO_TEST_CASE(iwait_ends_after_the_first_few_or_when_the_time_is_over)
{
    Event never;
    Event set;
    set.set();
    auto const count = [](auto&& range) {
        int n = 0;
        for (auto& each : range)
        {
            static_cast<void>(each);
            ++n;
        }
        return n;
    };
    BOOST_TEST(count(gevent::iwait({never, set}, 1ms)) == 1);
    BOOST_TEST(count(gevent::iwait({never, set}, 0)) == 1);
    BOOST_TEST(count(gevent::iwait({never, set}, {}, 1)) == 1);
    BOOST_TEST(count(gevent::iwait({never, set}, {}, 0)) == 0);
    BOOST_TEST(count(gevent::iwait(std::vector{&never}, 1ms)) == 0);
    auto left_early = gevent::iwait({never, set});
    BOOST_TEST((*left_early.begin() == set));
}

BOOST_AUTO_TEST_CASE(a_thousand_objects_are_no_problem)
{
    std::vector<gevent::Greenlet<int>> all;
    for (int i = 0; i != 1000; ++i)
    {
        all.push_back(after(i % 7));
    }
    BOOST_TEST(gevent::wait(all).size() == 1000u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
