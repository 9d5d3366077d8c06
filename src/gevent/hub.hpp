// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_HUB_HPP
#define QUARTET_SRC_GEVENT_HUB_HPP

namespace quartet::detail {
class event_loop;
}

namespace quartet::gevent::detail {

/// Tells loops what gevent does when nothing can go on any more, and at their end.
void install_hooks() noexcept;

/// Throws the exception that is being handled in the main greenlet of a loop, where that waits.
void throw_in_main(quartet::detail::event_loop& loop) noexcept;

}  // namespace quartet::gevent::detail

#endif
