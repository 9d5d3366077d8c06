// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// clang-format off: this is the ten-line program of README.md

#include <quartet/gil.hpp>
#include <quartet/threading.hpp>
#include <iostream>

namespace gil = quartet::gil;
using quartet::threading::Thread;

int main()
{
    int num = 0;
    auto inc = [&](int total) {
        gil::ensure with;                                        // as a thread of the interpreter runs
        for (; total; --total) { num += 1; gil::checkpoint(); }  // between two bytecodes
    };
    Thread a(inc, 100000), b(inc, 100000);
    gil::ensure with;
    a.start(); b.start();
    { gil::allow_threads without; a.join(); b.join(); }  // it blocks: the others may run
    std::cout << num << '\n';
}
