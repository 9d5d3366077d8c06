// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: this target cannot be called with these arguments
#include <quartet/multiprocessing/process.hpp>

void target(int);

void call()
{
    quartet::multiprocessing::Process p(target, 1, 2);
}
