// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_WAIT_FOR_HPP
#define QUARTET_ASYNCIO_WAIT_FOR_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/asyncio/timeout.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace quartet::asyncio {

/// Awaits something with a limit of time (Python: `asyncio.wait_for`).
/**
 * When the time is over it is cancelled, and waited for, however long it takes to end.
 * @param limit seconds. With 0 or less, a coroutine does not begin; a future has its result if it is
 * done. @throws TimeoutError. What it awaits may throw.
 */
template <detail::awaitable A>
Coroutine<detail::await_result_t<A>> wait_for(A what, quartet::timeout limit)
{
    if (limit.limit() && *limit.limit() <= quartet::timeout::duration::zero())
    {
        auto const made = ensure_future(std::move(what));
        if (!made.done())
        {
            made.cancel();
            try
            {
                co_await made;
            }
            catch (CancelledError const&)
            {
                if (!made.cancelled())
                {
                    throw;
                }
                throw TimeoutError("wait_for: the time is over");
            }
        }
        co_return co_await made;
    }
    co_return co_await with(asyncio::timeout(limit), std::move(what));
}

}  // namespace quartet::asyncio

#endif
