// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: a generator yields objects; instead of a reference

#include <quartet/generator.hpp>

void makes(quartet::Generator<int&>& generator)
{
    generator.next();
}
