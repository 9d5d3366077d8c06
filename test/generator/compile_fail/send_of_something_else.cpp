// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: this cannot be sent to the generator

#include <quartet/generator.hpp>

void sends(quartet::Generator<int, int>& generator)
{
    generator.send("text");
}
