// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/event.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/waitable.hpp>
#include <quartet/threading/semaphore.hpp>

#include <boost/test/unit_test.hpp>

#include <concepts>
#include <optional>

#include "support/peer_greenlet.hpp"

namespace {

namespace gevent = quartet::gevent;
using gevent::waitable;
using gevent::event::AsyncResult;
using gevent::event::Event;
using namespace quartet_test;

BOOST_FIXTURE_TEST_SUITE(waitables, leaves_no_greenlet)

BOOST_AUTO_TEST_CASE(of_a_handle_it_is_a_copy)
{
    std::optional<AsyncResult<int>> result(std::in_place);
    waitable const any = *result;
    result->set(3);
    result.reset();
    BOOST_TEST(any.as<AsyncResult<int>>()->get() == 3);
    BOOST_TEST(any.as<AsyncResult<long>>() == nullptr);
}

BOOST_AUTO_TEST_CASE(of_an_object_it_is_the_object)
{
    Event event;
    BOOST_TEST(waitable(event).as<Event>() == &event);
    BOOST_TEST(waitable(&event).as<Event>() == &event);
    quartet::threading::BoundedSemaphore semaphore;
    BOOST_TEST(waitable(semaphore).as<quartet::threading::BoundedSemaphore>() == &semaphore);
}

BOOST_AUTO_TEST_CASE(it_is_the_same_as_others_of_the_same_thing)
{
    Event event;
    Event other;
    waitable const any = event;
    BOOST_TEST((any == event));
    BOOST_TEST((any != other));
    waitable const copy = any;
    BOOST_TEST((any == copy));
    auto const g = gevent::spawn([] {});
    gevent::greenlet const plain = g;
    BOOST_TEST((waitable(g) == plain));
    BOOST_TEST((waitable(g) != event));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_waited_for_is_none)
{
    BOOST_TEST((!std::convertible_to<int, waitable>));
    BOOST_TEST((!std::convertible_to<Event, waitable>));  // it would be gone at once
    BOOST_TEST((!std::convertible_to<Event const&, waitable>));
    BOOST_TEST((std::convertible_to<Event&, waitable>));
    BOOST_TEST((std::convertible_to<gevent::greenlet, waitable>));
    BOOST_CHECK_THROW(waitable{gevent::greenlet{}}, quartet::ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
