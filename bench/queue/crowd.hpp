// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_QUEUE_CROWD_HPP
#define QUARTET_BENCH_QUEUE_CROWD_HPP

#include <latch>
#include <thread>
#include <vector>

#include "support/row.hpp"

namespace bench {

// Millions of ints a second through a queue, by as many producers as consumers.
template <class Queue>
double crowd(int pairs, int items)
{
    constexpr int most = 1024;
    Queue q(most);
    std::latch start(2 * pairs + 1);
    std::vector<std::thread> threads;
    for (int i = 0; i < pairs; ++i)
    {
        threads.emplace_back([&] {
            start.arrive_and_wait();
            for (int n = 0; n < items / pairs; ++n)
            {
                q.put(n);
            }
        });
        threads.emplace_back([&] {
            start.arrive_and_wait();
            for (int n = 0; n < items / pairs; ++n)
            {
                q.get();
            }
        });
    }
    start.arrive_and_wait();
    double const taken = seconds(1, [&] {
        for (auto& thread : threads)
        {
            thread.join();
        }
    });
    return items / 1e6 / taken;
}

}  // namespace bench

#endif
