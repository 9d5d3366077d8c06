// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 6: a queue

#include <quartet/multiprocessing.hpp>

#include <iostream>

namespace mp = quartet::multiprocessing;

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    // At most three members.
    mp::Queue<int> q(3);
    q.put(1);
    q.put(2);
    q.put(3);
    std::cout << (q.full() ? "True" : "False") << '\n';   // => True
    std::cout << q.qsize() << '\n';                       // => 3
    std::cout << q.get() << '\n';                         // => 1
    std::cout << q.get() << '\n';                         // => 2
    std::cout << q.get() << '\n';                         // => 3
    std::cout << (q.empty() ? "True" : "False") << '\n';  // => True
}
