// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SUBPROCESS_GETOUTPUT_HPP
#define QUARTET_GEVENT_SUBPROCESS_GETOUTPUT_HPP

#include <quartet/detail/config.hpp>

#include <string>
#include <utility>

namespace quartet::gevent::subprocess {

/// Executes a line of the shell (Python: `subprocess.getstatusoutput`).
/// @return its exit code, and what it wrote, to standard error too, without a last "\n".
QUARTET_DECL std::pair<int, std::string> getstatusoutput(std::string line);

/// The same, without the exit code (Python: `subprocess.getoutput`).
inline std::string getoutput(std::string line)
{
    return getstatusoutput(std::move(line)).second;
}

}  // namespace quartet::gevent::subprocess

#endif
