// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// expect: quartet: the elements of this range are not what the generator yields

#include <quartet/generator.hpp>

#include <string>
#include <vector>

quartet::Generator<int> makes()
{
    return [](auto& yield) { quartet::yield_from(yield, std::vector<std::string>()); };
}
