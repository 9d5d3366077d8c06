// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SOCKET_HPP
#define QUARTET_GEVENT_SOCKET_HPP

// Python's `gevent.socket`: namespace socket = quartet::gevent::socket;
#include <quartet/gevent/socket/connect.hpp>
#include <quartet/gevent/socket/resolve.hpp>
#include <quartet/gevent/socket/socket.hpp>
#include <quartet/gevent/socket/wait.hpp>

#endif
