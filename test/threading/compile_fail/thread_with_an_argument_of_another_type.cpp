// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: the target of this Thread cannot be called with these arguments

#include <quartet/threading.hpp>

void takes(int& number);

void makes()
{
    quartet::threading::Thread t(takes, "text");
}
