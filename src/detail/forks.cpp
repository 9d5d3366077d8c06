// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/forks.hpp>

#include <new>
#include <pthread.h>

namespace quartet::detail {

constinit std::atomic<std::uint32_t> forks{0};

namespace {

constinit std::mutex renewing;

// Before main, so that no fork is missed and no thread can be about to call it.
[[maybe_unused]] int const counts_forks = ::pthread_atfork(
    [] { renewing.lock(); },
    [] { renewing.unlock(); },
    [] {
        forks.fetch_add(1, std::memory_order_relaxed);
        renewing.unlock();
    });

}  // namespace

void fork_safe_mutex::renew()
{
    std::lock_guard const lock(renewing);
    std::uint32_t const now = forks.load(std::memory_order_relaxed);
    if (forks_.load(std::memory_order_relaxed) != now)
    {
        new (&mutex_) std::mutex;  // without destroying the old one, which may be locked
        forks_.store(now, std::memory_order_release);
    }
}

}  // namespace quartet::detail
