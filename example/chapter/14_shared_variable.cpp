// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 14: threads share what is global

#include <quartet/threading.hpp>

#include <iostream>

using quartet::threading::Thread;

// One thread at a time uses it: join() comes before the next start().
int num = 0;

void producer()
{
    std::cout << "生产前数量 : " << num << '\n';
    for (int i = 0; i < 3; ++i)
    {
        num += 1;
    }
    std::cout << "生产后数量 : " << num << '\n';
}

void consumer()
{
    std::cout << "消费前数量 : " << num << '\n';
    for (int i = num; i > 0; --i)
    {
        num -= 1;
    }
    std::cout << "消费后数量 : " << num << '\n';
}

int main()
{
    Thread t1(producer);
    t1.start();
    t1.join();
    Thread t2(consumer);
    t2.start();
}
