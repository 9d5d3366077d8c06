// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 15: a lock for threads

#include <quartet/threading.hpp>

#include <iostream>
#include <mutex>

using quartet::threading::Lock;
using quartet::threading::Thread;

int num = 3;
Lock lock;  // guards num, and keeps the lines apart

void buy(int i)
{
    std::scoped_lock with(lock);
    if (num > 0)
    {
        num -= 1;
        std::cout << "子线程" << i << "抢购成功\n";
    }
    else
    {
        std::cout << "子线程" << i << "抢购失败\n";
    }
}

int main()
{
    for (int i = 0; i < 10; ++i)
    {
        Thread t(buy, i);
        t.start();
    }
}
