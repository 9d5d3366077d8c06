// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// expect: quartet: a barrier's action must be able to go to another process
#include <quartet/multiprocessing/barrier.hpp>

int main()
{
    int count = 0;
    quartet::multiprocessing::Barrier barrier(2, [&count] { ++count; });
}
