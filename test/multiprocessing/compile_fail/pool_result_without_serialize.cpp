// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: the result of this function cannot be serialised for another process; give its type a serialize() member
#include <quartet/multiprocessing/pool.hpp>

#include <string>

struct record
{
    std::string name;
};

record find(int)
{
    return {};
}

void call(quartet::multiprocessing::Pool& pool)
{
    pool.apply(find, 1);
}
