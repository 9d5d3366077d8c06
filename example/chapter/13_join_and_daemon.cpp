// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 13: join, is_alive, and a daemonic thread

#include <quartet/threading.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>

using quartet::threading::Thread;

void foo(int num)
{
    std::this_thread::sleep_for(std::chrono::seconds(1));
    std::cout << "子线程" + std::to_string(num) + "执行\n";
}

int main()
{
    std::cout << "主线程开始\n";
    Thread t(foo, 1);
    t.start();
    std::cout << "子线程 1 阻塞\n";
    // Blocks the main thread.
    t.join();
    std::cout << "子线程 1 是否存活: " << (t.is_alive() ? "True" : "False") << '\n';
    Thread t2(foo, 2);
    // The program does not wait for it.
    t2.daemon(true);
    t2.start();
    std::cout << "主线程结束\n";
}
