// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_EVENT_HPP
#define QUARTET_GEVENT_EVENT_HPP

#include <quartet/gevent/event/async_result.hpp>
#include <quartet/threading/event.hpp>

// Python's `gevent.event`.
namespace quartet::gevent::event {

/// threading's, which lets other greenlets run (Python: `gevent.event.Event`).
using quartet::threading::Event;

}  // namespace quartet::gevent::event

#endif
