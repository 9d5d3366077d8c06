// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_SNAPSHOT_HPP
#define QUARTET_TOOL_SNAPSHOT_HPP

#include <string>
#include <sys/types.h>
#include <vector>

#include "process_memory.hpp"

namespace quartet_tool {

/// A task or a greenlet.
struct runner
{
    enum class sort
    {
        task,
        greenlet
    };
    enum class state
    {
        runs,
        ready,
        waits,
        created  ///< has not begun
    };

    sort is;
    address id;
    pid_t thread;
    std::string name;
    state now;
    std::vector<std::string> stack;   // what it waits in, and functions, the innermost first
    std::vector<address> awaited_by;  // others of the snapshot, each once
};

/// What runs in a process, the oldest first: each thread's greenlets, then its tasks.
struct snapshot
{
    std::vector<runner> runners;
    std::size_t left_out = 0;  // changed as often as they were looked at
};

/// @throws failure
snapshot take_snapshot(pid_t of);

}  // namespace quartet_tool

#endif
