// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_CHILD_HPP
#define QUARTET_SRC_MULTIPROCESSING_CHILD_HPP

#include <quartet/detail/deadline.hpp>

#include <memory>
#include <optional>
#include <sys/types.h>

namespace quartet::multiprocessing::detail {

/// A started process. Its owner is the one that reaps it, through reap() alone.
class child
{
public:
    virtual ~child() = default;

    pid_t pid() const noexcept { return pid_; }

    /// A pidfd.
    virtual int sentinel() const noexcept = 0;

    /// The exit code if the process has ended, the same each time. Does not wait for the end.
    virtual std::optional<int> reap() = 0;

protected:
    explicit child(pid_t pid) noexcept
        : pid_(pid)
    {}

private:
    pid_t pid_;
};

}  // namespace quartet::multiprocessing::detail

#endif
