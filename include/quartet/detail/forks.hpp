// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_FORKS_HPP
#define QUARTET_DETAIL_FORKS_HPP

#include <quartet/detail/config.hpp>

#include <atomic>
#include <cstdint>

namespace quartet::detail {

/// How many forks, one in another, made this process. What remembers the number it had knows in a
/// forked child that the other threads it dealt with are gone.
QUARTET_DECL extern std::atomic<std::uint32_t> forks;

}  // namespace quartet::detail

#endif
