// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_FIND_QUARTET_HPP
#define QUARTET_TOOL_FIND_QUARTET_HPP

#include <vector>

#include "../src/detail/inspection.hpp"
#include "process_memory.hpp"

namespace quartet_tool {

/// Of each Quartet that is loaded into the process, what it says of itself: usually there is one.
/// @throws failure if there is none, or another version than this program knows.
std::vector<quartet::detail::inspection> find_quartet(process_memory& in);

}  // namespace quartet_tool

#endif
