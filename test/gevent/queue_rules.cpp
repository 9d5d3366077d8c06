// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Queues between greenlets of one thread.
#include "support/queue_rules.hpp"

#include <quartet/queue/queue.hpp>

#include <boost/test/unit_test.hpp>

#include "support/peer_greenlet.hpp"

namespace {

using namespace quartet_test;

BOOST_FIXTURE_TEST_SUITE(queues, leaves_no_greenlet)

QUARTET_TEST_QUEUE_RULES(quartet::queue::Queue, peer_greenlet)

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
