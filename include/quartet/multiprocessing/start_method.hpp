// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_START_METHOD_HPP
#define QUARTET_MULTIPROCESSING_START_METHOD_HPP

namespace quartet::multiprocessing {

/// How a child comes to be.
enum class start_method
{
    /// The program is executed anew, in a millisecond or two whatever the parent's size. The
    /// child has nothing of the parent but what it is given. The default.
    spawn,

    /// A clean, single-threaded process, itself spawned once, forks each child. Faster than
    /// spawn, and as safe. Its children have the environment and the directory of its start, and do not
    /// destroy static objects at their end, which are the server's.
    forkserver,

    /// A copy of the parent. Slow if that is large. Locks that other threads of the parent hold
    /// at that moment stay locked in the copy for ever: only for parents with one thread.
    fork
};

}  // namespace quartet::multiprocessing

#endif
