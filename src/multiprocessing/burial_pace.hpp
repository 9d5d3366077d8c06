// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_BURIAL_PACE_HPP
#define QUARTET_SRC_MULTIPROCESSING_BURIAL_PACE_HPP

#include <atomic>
#include <chrono>
#include <cstdint>

namespace quartet::multiprocessing::detail {

/// How often a process looks for dead ones: each look costs a read in /proc for each of them.
/** Waiters that sleep undisturbed look anyway; this is for those that are kept busy in vain. */
class burial_pace
{
public:
    static constexpr std::chrono::milliseconds interval{20};

    /// Whether it is time again. Says so once per interval.
    bool due() noexcept
    {
        auto const now = std::chrono::steady_clock::now().time_since_epoch().count();
        auto last = last_.load(std::memory_order_relaxed);
        return now - last >= std::chrono::steady_clock::duration(interval).count() &&
               last_.compare_exchange_strong(last, now, std::memory_order_relaxed);
    }

private:
    std::atomic<std::chrono::steady_clock::rep> last_{0};
};

}  // namespace quartet::multiprocessing::detail

#endif
