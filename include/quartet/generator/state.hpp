// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GENERATOR_STATE_HPP
#define QUARTET_GENERATOR_STATE_HPP

namespace quartet {

/// Where a generator is (Python: `inspect.getgeneratorstate`).
enum generator_state
{
    GEN_CREATED,    ///< its body has not begun
    GEN_RUNNING,    ///< its body runs, or one that it delegates to
    GEN_SUSPENDED,  ///< it waits at a yield
    GEN_CLOSED      ///< its body has ended
};

}  // namespace quartet

#endif
