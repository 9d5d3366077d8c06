// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_SYSTEM_CALLS_HPP
#define QUARTET_SRC_MONKEY_SYSTEM_CALLS_HPP

#include "modules.hpp"

namespace quartet::gevent::monkey::detail {

/// How many places of its code ask the kernel itself for something that may block. Data among the code
/// may look like that by chance, so only what compilers and assemblers really write is counted.
std::size_t count_system_calls(module const& which);

}  // namespace quartet::gevent::monkey::detail

#endif
