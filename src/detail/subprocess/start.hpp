// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SUBPROCESS_START_HPP
#define QUARTET_SRC_DETAIL_SUBPROCESS_START_HPP

#include <quartet/subprocess/popen_options.hpp>

#include <array>
#include <string>
#include <vector>

#include "../own_process.hpp"

namespace quartet::detail {

struct started_child
{
    own_process process;
    std::array<unique_fd, 3> pipes;  // our ends of its standard streams; none: no pipe
};

/// @throws OSError if it cannot be executed, ... @throws ValueError naming the option
started_child
start_child(subprocess::PopenOptions const& options, std::vector<std::string> const& args);

}  // namespace quartet::detail

#endif
