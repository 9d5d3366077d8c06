// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_ACQUIRE_DEADLINE_HPP
#define QUARTET_SRC_MULTIPROCESSING_ACQUIRE_DEADLINE_HPP

#include <quartet/detail/deadline.hpp>

namespace quartet::multiprocessing::detail {

/// When an `acquire(blocking, timeout)` gives up. The limit counts only if it blocks.
inline quartet::detail::deadline acquire_deadline(bool blocking, timeout const& limit)
{
    return quartet::detail::deadline(blocking ? limit : timeout(0));
}

}  // namespace quartet::multiprocessing::detail

#endif
