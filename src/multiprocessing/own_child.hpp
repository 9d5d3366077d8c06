// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_OWN_CHILD_HPP
#define QUARTET_SRC_MULTIPROCESSING_OWN_CHILD_HPP

#include "../detail/own_process.hpp"
#include "child.hpp"

namespace quartet::multiprocessing::detail {

/// A child in the system's sense: this process reaps it.
class own_child final : public child
{
public:
    static constexpr int unknown_exit = 255;  // somebody ignores SIGCHLD or reaped our child

    explicit own_child(quartet::detail::own_process process)
        : child(process.pid())
        , process_(std::move(process))
    {}

    int sentinel() const noexcept override { return process_.pidfd(); }

    std::optional<int> reap() override { return process_.reap(); }

private:
    quartet::detail::own_process process_;
};

}  // namespace quartet::multiprocessing::detail

#endif
