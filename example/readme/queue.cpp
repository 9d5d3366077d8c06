// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// clang-format off: this is the ten-line program of README.md

#include <quartet/queue.hpp>
#include <iostream>
#include <string>
#include <thread>

namespace queue = quartet::queue;

int main()
{
    queue::PriorityQueue<std::pair<int, std::string>> q(2);  // put waits while two are in it
    std::jthread worker([&] {
        try { for (;;) { std::cout << q.get().second << '\n'; q.task_done(); } }
        catch (queue::ShutDown const&) { std::cout << "no more\n"; }
    });
    for (int i : {1, 2, 3}) q.put({i, "task " + std::to_string(i)});
    q.join();      // all are dealt with
    q.shutdown();  // whoever waits is told
}
