// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_LOGGING_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_LOGGING_STATE_HPP

#include <optional>

namespace quartet::multiprocessing::detail {

/// The level from which on this process logs to stderr; none if it does not.
std::optional<int> stderr_log_level() noexcept;

/// In a child: what stderr_log_level() was in its parent.
void inherit_log_level(std::optional<int> level) noexcept;

}  // namespace quartet::multiprocessing::detail

#endif
