// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SERVER_HPP
#define QUARTET_GEVENT_SERVER_HPP

// Python's `gevent.server`: namespace server = quartet::gevent::server;
#include <quartet/gevent/server/base_server.hpp>
#include <quartet/gevent/server/datagram_server.hpp>
#include <quartet/gevent/server/stream_server.hpp>

#endif
