// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_OWN_CHILD_HPP
#define QUARTET_SRC_MULTIPROCESSING_OWN_CHILD_HPP

#include <quartet/detail/unique_fd.hpp>

#include <sys/wait.h>
#include <utility>

#include "../detail/pidfd.hpp"
#include "child.hpp"

namespace quartet::multiprocessing::detail {

/// A child in the system's sense: this process reaps it.
/**
 * Not with Boost.Process, whose wait functions block or race (process#564, #496) and whose handle
 * stays registered with an io_context, which a fork in another thread would find half changed.
 */
class own_child final : public child
{
public:
    own_child(pid_t pid, quartet::detail::unique_fd sentinel)
        : child(pid)
        , sentinel_(std::move(sentinel))
    {}

    int sentinel() const noexcept override { return sentinel_.get(); }

    std::optional<int> reap() override
    {
        if (!code_ && quartet::detail::has_ended(sentinel_.get()))
        {
            int status = 0;
            bool const reaped = ::waitpid(pid(), &status, WNOHANG) == pid();
            code_ = reaped ? quartet::detail::to_exitcode(status) : unknown_exit;
        }
        return code_;
    }

private:
    static constexpr int unknown_exit = 255;  // somebody ignores SIGCHLD or reaped our child

    quartet::detail::unique_fd sentinel_;
    std::optional<int> code_;
};

}  // namespace quartet::multiprocessing::detail

#endif
