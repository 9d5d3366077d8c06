// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: Send must have a default constructor

#include <quartet/generator.hpp>

struct number
{
    explicit number(int value);
};

void sends(quartet::Generator<int, number>& generator)
{
    generator.next();
}
