// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_LIFELINE_HPP
#define QUARTET_SRC_MULTIPROCESSING_LIFELINE_HPP

namespace quartet::multiprocessing::detail {

/// Ends this process when the one behind the pidfd has ended.
/**
 * A thread waits for it. PR_SET_PDEATHSIG would follow the parent's *thread*, and a pipe's end
 * would also be held by whatever else the parent forked. A parent that exits in order has
 * terminated or joined its children by then; so this is for parents that were killed.
 */
void end_with(int parent_pidfd);

/// Leaves nothing behind: gives up the names that this process uses and those of the dead.
[[noreturn]] void end_orphan() noexcept;

}  // namespace quartet::multiprocessing::detail

#endif
