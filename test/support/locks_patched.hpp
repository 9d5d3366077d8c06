// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_LOCKS_PATCHED_HPP
#define QUARTET_TEST_SUPPORT_LOCKS_PATCHED_HPP

#include "support/patched.hpp"

namespace quartet_test {

struct patch_of_locks
{
    patch_of_locks() { quartet::gevent::monkey::patch_thread(); }
    ~patch_of_locks() { quartet::gevent::monkey::unpatch_all(); }
};

/// A fixture: all is patched, locks too.
struct locks_patched : ends, patched, patch_of_locks, leaves_no_descriptor
{};

}  // namespace quartet_test

#endif
