// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_HPP
#define QUARTET_ASYNCIO_HPP

#include <quartet/asyncio/async_generator.hpp>
#include <quartet/asyncio/barrier.hpp>
#include <quartet/asyncio/condition.hpp>
#include <quartet/asyncio/connection.hpp>
#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/datagram.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/graph.hpp>
#include <quartet/asyncio/greenlet.hpp>
#include <quartet/asyncio/lock.hpp>
#include <quartet/asyncio/protocol.hpp>
#include <quartet/asyncio/queue.hpp>
#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/semaphore.hpp>
#include <quartet/asyncio/server.hpp>
#include <quartet/asyncio/shield.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/streams.hpp>
#include <quartet/asyncio/subprocess.hpp>
#include <quartet/asyncio/subprocess_transport.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/task_group.hpp>
#include <quartet/asyncio/timeout.hpp>
#include <quartet/asyncio/to_thread.hpp>
#include <quartet/asyncio/transport.hpp>
#include <quartet/asyncio/wait.hpp>
#include <quartet/asyncio/wait_for.hpp>
#include <quartet/asyncio/with.hpp>

#endif
