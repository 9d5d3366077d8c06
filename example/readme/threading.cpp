// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// clang-format off: this is the ten-line program of README.md

#include <quartet/threading.hpp>
#include <iostream>
#include <mutex>
#include <vector>

namespace threading = quartet::threading;

int main()
{
    int left = 3, served = 0;
    threading::Lock lock;  // guards both
    auto buy = [&] { std::scoped_lock with(lock); if (left > 0) { --left; ++served; } };
    std::vector<threading::Thread> customers;
    for (int i = 0; i < 10; ++i) customers.emplace_back(buy).start();
    for (auto& customer : customers) customer.join();
    std::cout << served << " served, " << left << " left\n";
    threading::Thread last([] { std::cout << "the program waits for this one\n"; });
    last.start();
}
