// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_HPP
#define QUARTET_GEVENT_HPP

// Python's `gevent`: namespace gevent = quartet::gevent;
#include <quartet/gevent/channel.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/event.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/group.hpp>
#include <quartet/gevent/hub.hpp>
#include <quartet/gevent/imap_results.hpp>
#include <quartet/gevent/joinall.hpp>
#include <quartet/gevent/local.hpp>
#include <quartet/gevent/lock.hpp>
#include <quartet/gevent/pool.hpp>
#include <quartet/gevent/queue.hpp>
#include <quartet/gevent/server.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/gevent/socket.hpp>
#include <quartet/gevent/subprocess.hpp>
#include <quartet/gevent/threadpool.hpp>
#include <quartet/gevent/timeout.hpp>
#include <quartet/gevent/util.hpp>
#include <quartet/gevent/wait.hpp>
#include <quartet/gevent/waitable.hpp>
#include <quartet/gevent/with_timeout.hpp>

#endif
