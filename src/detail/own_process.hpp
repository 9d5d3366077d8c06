// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_OWN_PROCESS_HPP
#define QUARTET_SRC_DETAIL_OWN_PROCESS_HPP

#include <quartet/detail/unique_fd.hpp>

#include <optional>
#include <sys/types.h>
#include <utility>

namespace quartet::detail {

/// A child of this process, which alone reaps it, through reap().
/**
 * Not with Boost.Process, whose wait functions block or race (process#564, #496) and whose handle
 * stays registered with an io_context, which a fork in another thread would find half changed.
 */
class own_process
{
public:
    /// @param unknown_exit its exit code if somebody ignores SIGCHLD or reaped our child.
    own_process(pid_t pid, unique_fd pidfd, int unknown_exit) noexcept
        : pid_(pid)
        , pidfd_(std::move(pidfd))
        , unknown_exit_(unknown_exit)
    {}

    pid_t pid() const noexcept { return pid_; }

    /// Readable when it has ended. -1: it had ended before one could look.
    int pidfd() const noexcept { return pidfd_.get(); }

    /// The exit code if it has ended, the same each time; -N for signal N. Does not wait for the end.
    std::optional<int> reap() noexcept;

private:
    pid_t pid_;
    unique_fd pidfd_;
    int unknown_exit_;
    std::optional<int> code_;
};

}  // namespace quartet::detail

#endif
