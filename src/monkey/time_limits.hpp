// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_TIME_LIMITS_HPP
#define QUARTET_SRC_MONKEY_TIME_LIMITS_HPP

#include <quartet/detail/deadline.hpp>

#include <sys/socket.h>

namespace quartet::gevent::monkey::detail {

/// SO_RCVTIMEO and SO_SNDTIMEO of sockets. To ask for them takes longer than to wait does; most
/// programs have none, and who sets one is seen.
class time_limits
{
public:
    /// When sockets are patched: whether one has a limit by now.
    static void look_for_some() noexcept;

    /// One is set, or a descriptor has come from another process.
    static void there_may_be_some() noexcept;

    /// @param option SO_RCVTIMEO or SO_SNDTIMEO. @return without a limit if it is no socket, or has none.
    static quartet::detail::deadline of(int fd, int option) noexcept;
};

}  // namespace quartet::gevent::monkey::detail

#endif
