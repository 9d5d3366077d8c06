// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_LOCK_HPP
#define QUARTET_ASYNCIO_LOCK_HPP

#include <quartet/asyncio/detail/permits.hpp>
#include <quartet/errors.hpp>

namespace quartet::asyncio {

/// Mutual exclusion of tasks across their waits (Python: `asyncio.Lock`).
/**
 * First come, first served. Any task may release it. A task that is cancelled while it waits neither
 * keeps it nor lets it be lost.
 *
 * @par Example
 * @code
 * auto const with = co_await lock.scoped();
 * @endcode
 *
 * @par Thread safety
 * None: for the tasks of one loop. Between threads, use threading::Lock.
 */
class Lock
{
public:
    /// Has the lock while it lives.
    using guard = detail::permits::guard;

    bool locked() const noexcept { return permit_.free() == 0; }

    /// To be awaited: waits until it is free, and takes it. Gives true.
    /// @throws CancelledError, without it.
    auto acquire() noexcept { return permit_.take<bool>(); }

    /// The same, and gives a guard that releases it (Python: `async with lock`).
    auto scoped() noexcept { return permit_.take<guard>(); }

    /// Who has waited longest has it now. @throws RuntimeError if it is free.
    void release()
    {
        if (!locked())
        {
            throw RuntimeError("Lock is not acquired");
        }
        permit_.give_back();
    }

private:
    detail::permits permit_{1, "Lock.acquire"};
};

}  // namespace quartet::asyncio

#endif
