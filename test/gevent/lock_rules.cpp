// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Locks between greenlets of one thread.
#include <quartet/gevent/lock.hpp>
#include <quartet/threading/lock.hpp>

#include <tuple>

#include "support/peer_greenlet.hpp"

using lock_under_test = std::tuple<
    quartet::threading::Lock,
    quartet::gevent::lock::RLock,
    quartet::gevent::lock::BoundedSemaphore>;
using peer = quartet_test::peer_greenlet;

#include "support/lock_rules.hpp"
