// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_PROGRAM_HPP
#define QUARTET_SRC_MULTIPROCESSING_PROGRAM_HPP

#include <vector>

namespace quartet::multiprocessing::detail {

/// The descriptor over which a spawned child learns what to do.
inline constexpr int child_socket = 3;

/// The arguments that main was called with.
char* const* program_arguments() noexcept;

/// The environment, and the variable that tells a child which is handed `socket` that it is one.
/// For the calling thread, until its next call.
std::vector<char*> child_environment(int socket);

}  // namespace quartet::multiprocessing::detail

#endif
