// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_FORKS_HPP
#define QUARTET_DETAIL_FORKS_HPP

#include <quartet/detail/config.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>

namespace quartet::detail {

/// How many forks, one in another, made this process.
QUARTET_DECL extern std::atomic<std::uint32_t> forks;

/// A mutex for short sections, which is free in a forked child.
/**
 * There the thread that had it is gone, between any two steps of its section.
 */
class QUARTET_DECL fork_safe_mutex
{
public:
    fork_safe_mutex() = default;
    fork_safe_mutex(fork_safe_mutex const&) = delete;
    fork_safe_mutex& operator=(fork_safe_mutex const&) = delete;

    void lock()
    {
        // Acquire: whoever made it anew has done so.
        if (forks_.load(std::memory_order_acquire) != forks.load(std::memory_order_relaxed))
        {
            renew();
        }
        mutex_.lock();
    }

    void unlock() { mutex_.unlock(); }

private:
    void renew();

    std::mutex mutex_;
    std::atomic<std::uint32_t> forks_{forks.load(std::memory_order_relaxed)};  // when it was made
};

}  // namespace quartet::detail

#endif
