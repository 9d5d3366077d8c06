// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 2: five processes at a time

#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <vector>

namespace mp = quartet::multiprocessing;

void foo(int num)
{
    std::cout << num << '\n';
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    std::vector<mp::Process> processes;
    for (int i = 0; i < 5; ++i)
    {
        processes.emplace_back(foo, i);
        processes.back().start();
        // A join here would be wrong: the next process would not start before this one has ended.
    }
    for (mp::Process& p : processes)
    {
        p.join();
    }
}
