// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_PRINT_HPP
#define QUARTET_TOOL_PRINT_HPP

#include <iosfwd>

#include "snapshot.hpp"

namespace quartet_tool {

/// Some await each other, or seem to: they may have changed while they were looked at.
struct await_cycle : failure
{
    using failure::failure;
};

/// A line for each that awaits each, and for each that nobody awaits.
void print_table(std::ostream& out, snapshot const& of);

/// Who awaits others stands above them; the roots are awaited by nobody.
/// @throws await_cycle if some await each other in a circle.
void print_tree(std::ostream& out, snapshot const& of);

}  // namespace quartet_tool

#endif
