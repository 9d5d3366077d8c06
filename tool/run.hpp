// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_RUN_HPP
#define QUARTET_TOOL_RUN_HPP

#include <ostream>

#include "snapshot.hpp"

namespace quartet_tool {

using printer = void(std::ostream& out, snapshot const& of);

/// The main function of a program `<name> PID` that prints a snapshot of a process.
/// @return 1 if that is not possible, 2 if the arguments are wrong, and says so on stderr.
int run(int argc, char** argv, char const* about, printer* print);

}  // namespace quartet_tool

#endif
