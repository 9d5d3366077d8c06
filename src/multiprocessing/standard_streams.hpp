// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_STANDARD_STREAMS_HPP
#define QUARTET_SRC_MULTIPROCESSING_STANDARD_STREAMS_HPP

#include <cstdio>
#include <iostream>

namespace quartet::multiprocessing::detail {

/// As Python does before it starts a child and when a task has printed: so that into a file or a
/// pipe lines come in the order in which they were printed.
inline void flush_standard_streams()
{
    std::cout.flush();
    std::fflush(stdout);
}

}  // namespace quartet::multiprocessing::detail

#endif
