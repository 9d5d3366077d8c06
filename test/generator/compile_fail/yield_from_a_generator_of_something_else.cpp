// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: the other generator does not yield what this one yields

#include <quartet/generator.hpp>

#include <string>

quartet::Generator<int> makes(quartet::Generator<std::string>& other)
{
    return [&other](auto& yield) { quartet::yield_from(yield, other); };
}
