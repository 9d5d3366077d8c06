// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SUBPROCESS_UNREAPED_HPP
#define QUARTET_SRC_DETAIL_SUBPROCESS_UNREAPED_HPP

#include "../own_process.hpp"

// Children that run on without a Popen (Python: subprocess._active).
namespace quartet::detail {

/// Takes one over, unless it has ended.
void take_over(own_process child) noexcept;

/// Reaps those that have ended. At the end of this process nobody need do it.
void reap_the_ended() noexcept;

}  // namespace quartet::detail

#endif
