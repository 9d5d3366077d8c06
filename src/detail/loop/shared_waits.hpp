// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_SHARED_WAITS_HPP
#define QUARTET_SRC_DETAIL_LOOP_SHARED_WAITS_HPP

#include <quartet/detail/deadline.hpp>

#include <cstdint>

namespace quartet::detail {

class event_count;

/// How greenlets sleep in an event_count, which is a futex in shared memory.
/**
 *     greenlet: announce, look, enlist --> parked in its loop ............ goes on
 *                                 |                                          ^ claims
 *     helper thread:              +--> futex_waitv for all counts at once ---+
 *     other process:                        change, notify --^
 *
 * One helper thread of the process waits for up to 127 counts, in whatever greenlets of whatever
 * threads; there are more helpers for more. For the other processes a helper is one sleeper, with
 * what that implies: it says for those who still sleep that there are sleepers, and it passes on
 * a wake-up for which it has nobody.
 *
 * It reads a count only while somebody waits in it, so it is mapped then. That a count is unmapped
 * while the kernel is told of it does no harm: EFAULT, or a wake-up too many.
 */
class shared_waits
{
public:
    /// Waits until the count is no longer `ticket`, or was woken, or the time is over.
    /// @return false if the time was over. @throws what the caller is interrupted with.
    static bool wait(event_count& where, std::uint32_t ticket, deadline const& end);

    /// The same where there is no futex_waitv (before Linux 5.16): looks every 10 ms.
    static bool look(event_count& where, std::uint32_t ticket, deadline const& end);

private:
    struct post;
    struct helper;
    struct state;
};

}  // namespace quartet::detail

#endif
