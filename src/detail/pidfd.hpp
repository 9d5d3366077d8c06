// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_PIDFD_HPP
#define QUARTET_SRC_DETAIL_PIDFD_HPP

#include <quartet/detail/unique_fd.hpp>

#include <optional>
#include <sys/types.h>

namespace quartet::detail {

/// A descriptor that stands for a process and becomes readable when it ends. Close-on-exec.
/// @throws OSError(ESRCH) when there is no such process.
unique_fd open_pidfd(pid_t pid);

/// Sends a signal; a process that has ended gets none, and its reused pid neither.
/// @return 0, or what is wrong: an error number.
int signal_pidfd(int pidfd, int signal) noexcept;

/// Whether the process has ended.
bool has_ended(int pidfd) noexcept;

/// The exit code of a wait status as Python has it: -N for signal N.
int to_exitcode(int wait_status) noexcept;

}  // namespace quartet::detail

#endif
