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

    /// The functions of a task's coroutines, the innermost first; of another future none.
    std::vector<std::string> call_stack;

    /// Tasks, and futures such as that of gather(). One that stands above already has none itself.
    std::vector<FutureCallGraph> awaited_by;
};

/// Who awaits a future, who awaits those, and so on (Python: `asyncio.capture_call_graph`): through
/// gather(), TaskGroup, wait(), as_completed() and shield().
/** In the thread of its loop. */
QUARTET_DECL FutureCallGraph capture_call_graph(future const& of);

/// The same of the task that runs; none in a callback. @throws RuntimeError if no loop runs.
QUARTET_DECL std::optional<FutureCallGraph> capture_call_graph();

/// The same as a text, with a line for each function (Python: `asyncio.format_call_graph`).
QUARTET_DECL std::string format_call_graph(future const& of);
QUARTET_DECL std::string format_call_graph();

/// Prints it (Python: `asyncio.print_call_graph`). The first two print on std::cout.
QUARTET_DECL void print_call_graph(future const& of);
QUARTET_DECL void print_call_graph();
QUARTET_DECL void print_call_graph(future const& of, std::ostream& out);

}  // namespace quartet::asyncio

#endif
