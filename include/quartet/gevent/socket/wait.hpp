// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SOCKET_WAIT_HPP
#define QUARTET_GEVENT_SOCKET_WAIT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/timeout.hpp>

namespace quartet::gevent::socket {

/// Waits until a descriptor of any kind is readable, or at its end (Python:
/// `gevent.socket.wait_read`). It may be blocking, and stays so.
/// @throws TimeoutError, OSError
QUARTET_DECL void wait_read(int descriptor, timeout limit = {});

/// Waits until it is writable.
QUARTET_DECL void wait_write(int descriptor, timeout limit = {});

/// Waits until it is one of both.
QUARTET_DECL void wait_readwrite(int descriptor, timeout limit = {});

}  // namespace quartet::gevent::socket

#endif
