// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_GRAPH_HPP
#define QUARTET_ASYNCIO_GRAPH_HPP

#include <quartet/asyncio/future.hpp>
#include <quartet/detail/config.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace quartet::asyncio {

/// Where a task is, and who awaits it (Python: `asyncio.FutureCallGraph`).
struct FutureCallGraph
{
    asyncio::future future;

    /// The functions of a task's coroutines, the innermost first, and before these what it waits in,
    /// such as "sleep" or "Queue.get". Of another future none.
    std::vector<std::string> call_stack;

    /// Tasks. Empty for one that was told of already, elsewhere in the graph, and below the 200th level.
    std::vector<FutureCallGraph> awaited_by;
};

/// Which tasks await a future, which await those, and so on (Python: `asyncio.capture_call_graph`):
/// also through gather(), TaskGroup, wait(), as_completed() and shield().
/** In the thread of its loop. From outside the program quartet-pstree tells the same. */
QUARTET_DECL FutureCallGraph capture_call_graph(future const& of);

/// The same of the task that runs; none in a callback. @throws RuntimeError if no loop runs.
QUARTET_DECL std::optional<FutureCallGraph> capture_call_graph();

/// The same as a text, with a line for each function (Python: `asyncio.format_call_graph`). "..." stands
/// for those of a task that was told of already, or is too far away.
QUARTET_DECL std::string format_call_graph(future const& of);
QUARTET_DECL std::string format_call_graph();

/// Prints it (Python: `asyncio.print_call_graph`). The first two print on std::cout.
QUARTET_DECL void print_call_graph(future const& of);
QUARTET_DECL void print_call_graph();
QUARTET_DECL void print_call_graph(future const& of, std::ostream& out);

}  // namespace quartet::asyncio

#endif
