// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// clang-format off: this is the ten-line program of README.md

#include <quartet/multiprocessing.hpp>
#include <cstdlib>
#include <iostream>

namespace mp = quartet::multiprocessing;

int parse(int x) { if (x == 3) std::abort(); return x * x; }  // crashes on some input

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);  // the child processes begin here, and never go further
    mp::Pool pool(2);
    std::cout << pool.map(parse, std::vector{4, 5, 6}).back() << '\n';
    try { pool.apply(parse, 3); }
    catch (mp::WorkerLostError const& e) { std::cout << "signal " << *e.signal() << '\n'; }
    std::cout << pool.apply(parse, 7) << '\n';
}
