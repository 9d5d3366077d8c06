// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_HOOKS_HOOKS_HPP
#define QUARTET_SRC_MONKEY_HOOKS_HOOKS_HPP

#include "../hook.hpp"

namespace quartet::gevent::monkey::detail {

// Each file's own.
hooks sleep_hooks();

}  // namespace quartet::gevent::monkey::detail

#endif
