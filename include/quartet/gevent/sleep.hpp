// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SLEEP_HPP
#define QUARTET_GEVENT_SLEEP_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

namespace quartet::gevent {

/// Lets others run for some time (Python: `gevent.sleep`).
/**
 * @param seconds not above 0: goes on when all that are ready now have had a turn; none: until it is
 * killed. @throws what the greenlet is interrupted with.
 */
QUARTET_DECL void sleep(timeout seconds = 0);

/// Lets others run until nothing but idle() is ready (Python: `gevent.idle`).
QUARTET_DECL void idle();

}  // namespace quartet::gevent

#endif
