// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: yield_from takes a generator or a range

#include <quartet/generator.hpp>

quartet::Generator<int> makes()
{
    return [](auto& yield) { quartet::yield_from(yield, 7); };
}
