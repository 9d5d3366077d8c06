// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 16: the GIL, no GIL, and a lock

#include <quartet/gil.hpp>
#include <quartet/threading.hpp>

#include <atomic>
#include <iostream>
#include <mutex>
#include <vector>

namespace gil = quartet::gil;
using quartet::threading::Barrier;
using quartet::threading::Lock;
using quartet::threading::Thread;

constexpr int threads = 5;
constexpr int each = 100000;

int num = 0;
Lock lock;
Barrier together(threads);  // so that they really run side by side

// As in CPython: only who has the GIL runs, and loses it between two rounds of the loop only.
void inc_under_the_gil(int total)
{
    gil::ensure const with;
    for (; total; --total)
    {
        num += 1;
        gil::checkpoint();
    }
}

std::atomic<int> unprotected = 0;

// What += is made of. Another thread may come between the load and the store, and what it has
// counted is lost.
void inc_without(int total)
{
    together.wait();
    for (; total; --total)
    {
        int const before = unprotected.load(std::memory_order_relaxed);
        unprotected.store(before + 1, std::memory_order_relaxed);
    }
}

void inc_with_a_lock(int total)
{
    together.wait();
    for (; total; --total)
    {
        std::scoped_lock with(lock);
        num += 1;
    }
}

void run(void (*inc)(int))
{
    std::vector<Thread> ts;
    for (int i = 0; i < threads; ++i)
    {
        ts.emplace_back(inc, each);
        ts.back().start();
    }
    for (Thread const& t : ts)
    {
        t.join();
    }
}

int main()
{
    run(inc_under_the_gil);
    std::cout << "num 值为：" << num << '\n';

    run(inc_without);
    std::cout << "没有 GIL，丢失：" << threads * each - unprotected << '\n';

    num = 0;
    run(inc_with_a_lock);
    std::cout << "加锁，num 值为：" << num << '\n';
}
