// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SPAWN_PROCESS_HPP
#define QUARTET_SRC_DETAIL_SPAWN_PROCESS_HPP

#include <quartet/detail/unique_fd.hpp>

#include <array>
#include <optional>
#include <span>
#include <sys/types.h>

#include "own_process.hpp"

namespace quartet::detail {

/// How a process is started. It has no descriptors but these, and no signal is blocked in it.
struct spawn_settings
{
    /// What becomes its descriptors 0, 1 and 2: not below 3, or the same number; -1: this process's.
    std::array<int, 3> streams{-1, -1, -1};

    /// What else it gets: not below 3, each above the one before.
    std::span<int const> handed = {};

    /// Whether these have the same numbers there; else 3, 4 and so on.
    bool keeps_numbers = false;

    /// A descriptor of the directory that it works in; -1: this process's.
    int directory = -1;

    bool new_session = false;
    std::optional<pid_t> group = {};  ///< the process group that it joins; 0: a new one

    /// Whether SIGPIPE and SIGXFSZ, which programs like to ignore, do there what they do by default.
    bool default_signals = false;

    char* const* environment = nullptr;
};

/// A descriptor that does not get in the way of the child's 0, 1 and 2: it, or a copy.
/// @throws OSError
unique_fd above_streams(unique_fd fd);

/// Starts a program, which is not looked for in PATH, through Boost.Process. When it returns the
/// program is executed.
/// @param unknown_exit as own_process has it.
/// @return the child; without a pidfd if SIGCHLD is ignored and the child was quicker than we.
/// @throws OSError if that is not possible; nothing is left then.
own_process spawn_process(
    spawn_settings const& settings, char const* program, char* const* argv, int unknown_exit);

/// What the launcher does.
/// @return the child's number. @throws OSError
pid_t posix_spawn(spawn_settings const& settings, char const* program, char* const* argv);

}  // namespace quartet::detail

#endif
