// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: an argument cannot be serialised for another process; give its type a serialize() member
#include <quartet/multiprocessing/process.hpp>

void target(int*);

void call(int* number)
{
    quartet::multiprocessing::Process p(target, number);
}
