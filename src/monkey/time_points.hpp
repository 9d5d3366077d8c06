// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_TIME_POINTS_HPP
#define QUARTET_SRC_MONKEY_TIME_POINTS_HPP

#include <chrono>
#include <time.h>

#include "caller.hpp"
#include "signal_mask.hpp"

namespace quartet::gevent::monkey::detail {

/// A point of a clock, as the functions for locks have it. A clock that is set meanwhile does not move it.
inline deadline to_deadline(clockid_t which, timespec const& point) noexcept
{
    timespec now{};
    ::clock_gettime(which, &now);
    constexpr time_t most = 8'000'000'000;
    auto const left = std::chrono::seconds(std::min(point.tv_sec, most) - now.tv_sec) +
                      std::chrono::nanoseconds(point.tv_nsec - now.tv_nsec);
    return deadline(timeout(std::max(left, std::chrono::nanoseconds(0))));
}

/// Whether the C library would take it.
inline bool is_valid_point(clockid_t which, timespec const* point) noexcept
{
    return point != nullptr && point->tv_nsec >= 0 && point->tv_nsec < 1'000'000'000 &&
           (which == CLOCK_REALTIME || which == CLOCK_MONOTONIC);
}

}  // namespace quartet::gevent::monkey::detail

#endif
