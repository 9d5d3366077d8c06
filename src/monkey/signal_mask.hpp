// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_SIGNAL_MASK_HPP
#define QUARTET_SRC_MONKEY_SIGNAL_MASK_HPP

#include <quartet/timeout.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <time.h>

namespace quartet::gevent::monkey::detail {

/// Whether ppoll() and the like, called with it, do nothing that they would not without. Others, which
/// let certain signals in while they wait, are left to the kernel, and block: the mask belongs to the
/// thread, so other greenlets would run with it.
inline bool is_present_mask(sigset_t const* mask) noexcept
{
    if (mask == nullptr)
    {
        return true;
    }
    sigset_t now;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &now);
    for (int signal = 1; signal < NSIG; ++signal)
    {
        if (::sigismember(mask, signal) != ::sigismember(&now, signal))
        {
            return false;
        }
    }
    return true;
}

inline bool is_valid_limit(timespec const* limit) noexcept
{
    return limit == nullptr ||
           (limit->tv_sec >= 0 && limit->tv_nsec >= 0 && limit->tv_nsec < 1'000'000'000);
}

/// Without one: for ever.
inline timeout to_timeout(timespec const* limit)
{
    constexpr time_t most = 8'000'000'000;  // seconds, some centuries
    return limit == nullptr ? timeout()
                            : timeout(
                                  std::chrono::seconds(std::min(limit->tv_sec, most)) +
                                  std::chrono::nanoseconds(limit->tv_nsec));
}

}  // namespace quartet::gevent::monkey::detail

#endif
