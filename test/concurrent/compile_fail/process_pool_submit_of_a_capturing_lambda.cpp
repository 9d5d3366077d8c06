// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: this target cannot be sent to another process

#include <quartet/concurrent/futures.hpp>

void submits(quartet::concurrent::futures::ProcessPoolExecutor& ex, int& captured)
{
    ex.submit([&] { ++captured; });
}
