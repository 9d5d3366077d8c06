// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: this target cannot be sent to another process; use a function, a captureless lambda
#include <quartet/multiprocessing/pool.hpp>

void call(quartet::multiprocessing::Pool& pool, int number)
{
    pool.apply([number](int x) { return x * number; }, 2);
}
