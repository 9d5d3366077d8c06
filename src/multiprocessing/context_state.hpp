// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_CONTEXT_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_CONTEXT_STATE_HPP

#include <quartet/multiprocessing/start_method.hpp>

#include <mutex>
#include <optional>

namespace quartet::multiprocessing::detail {

/// The program's start method; asking fixes the default.
start_method resolved_start_method();

/// The same if it is fixed already.
std::optional<start_method> fixed_start_method();

/// Fixes it, or takes it back. @return false when it is fixed and this is not forced.
bool fix_start_method(std::optional<start_method> method, bool force);

/// Whoever forks holds it, after those of process_state.hpp.
std::mutex& context_mutex();

}  // namespace quartet::multiprocessing::detail

#endif
