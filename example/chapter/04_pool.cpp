// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 4: a pool of five processes

#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <numeric>
#include <vector>

namespace mp = quartet::multiprocessing;

void foo(int num)
{
    std::cout << num << '\n';
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    mp::Pool p(5);
    std::vector<int> numbers(100);
    std::iota(numbers.begin(), numbers.end(), 0);
    p.map(foo, numbers);
}
