// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef QUARTET_TEST_SUPPORT_LEAVES_NOTHING_ELSE_HPP
#define QUARTET_TEST_SUPPORT_LEAVES_NOTHING_ELSE_HPP

#include "support/leaves_no_descriptor.hpp"
#include "support/processes.hpp"

namespace quartet_test {

/// A fixture: greenlets among processes leave nothing, but for what the loop keeps.
struct has_loop
{
    bool const is_warm = warm_up();
};
struct leaves_nothing_else : has_loop, leaves_nothing
{};

}  // namespace quartet_test

#endif
