// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/forks.hpp>

#include <pthread.h>

namespace quartet::detail {

constinit std::atomic<std::uint32_t> forks{0};

namespace {

// Before main, so that no fork is missed.
[[maybe_unused]] int const counts_forks =
    ::pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });

}  // namespace

}  // namespace quartet::detail
