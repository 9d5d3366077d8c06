// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_DEADLINE_HPP
#define QUARTET_DETAIL_DEADLINE_HPP

#include <quartet/timeout.hpp>

#include <algorithm>
#include <chrono>
#include <time.h>

namespace quartet::detail {

/// A point on the monotonic clock at which an operation gives up, or never.
class deadline
{
public:
    using clock = std::chrono::steady_clock;

    explicit deadline(timeout const& limit)
    {
        if (limit.limit())
        {
            auto const now = clock::now();
            auto const length = std::max(*limit.limit(), timeout::duration::zero());
            at_ = length < clock::time_point::max() - now ? now + length : clock::time_point::max();
        }
    }

    /// clock::time_point::max() if there is no limit.
    clock::time_point at() const noexcept { return at_; }

    bool is_unlimited() const { return at_ == clock::time_point::max(); }

    bool expired() const { return at_ != clock::time_point::max() && clock::now() >= at_; }

    /// The time left, but not more than `most`, and not less than zero.
    std::chrono::nanoseconds left(std::chrono::nanoseconds most) const
    {
        if (at_ == clock::time_point::max())
        {
            return most;
        }
        return std::clamp<std::chrono::nanoseconds>(
            at_ - clock::now(), std::chrono::nanoseconds::zero(), most);
    }

private:
    clock::time_point at_ = clock::time_point::max();
};

inline timespec to_timespec(std::chrono::nanoseconds length)
{
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(length);
    return {seconds.count(), (length - seconds).count()};
}

}  // namespace quartet::detail

#endif
