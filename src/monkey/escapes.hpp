// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_ESCAPES_HPP
#define QUARTET_SRC_MONKEY_ESCAPES_HPP

#include <quartet/monkey/report.hpp>

#include <vector>

namespace quartet::gevent::monkey::detail {

/// What blocks a thread whatever is patched.
std::vector<escape> find_escapes();

}  // namespace quartet::gevent::monkey::detail

#endif
