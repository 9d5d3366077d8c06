// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 10: five threads

#include <quartet/threading.hpp>

#include <iostream>
#include <string>

using quartet::threading::Thread;

void foo(int name)
{
    // In one piece: the parts of a line that is written with several << may mix with other lines.
    std::cout << "线程" + std::to_string(name) + '\n';
}

int main()
{
    for (int i = 0; i < 5; ++i)
    {
        Thread t(foo, i);
        t.start();
        // The handle goes, the thread stays. At its end a program joins the threads that still run.
    }
}
