// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/threading/lock.hpp>

#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include "support/row.hpp"

namespace {

constexpr int threads = 4;
constexpr int times = 2'000'000;  // each

/// Million sections a second.
template <class Lock>
double sections()
{
    Lock lock;
    int volatile counter = 0;
    std::latch start(threads + 1);
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i)
    {
        all.emplace_back([&] {
            start.arrive_and_wait();
            for (int n = 0; n < times; ++n)
            {
                std::scoped_lock with(lock);
                counter = counter + 1;
            }
        });
    }
    start.arrive_and_wait();
    return threads * times / 1e6 / bench::seconds(1, [&] { all.clear(); });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("threading.lock_contended", "Lock between 4 threads, a short section", "M/s");
    row.ours(sections<quartet::threading::Lock>);
    row.peer("std_mutex", {.goal = 1, .least = 0.65}, sections<std::mutex>);
    return row.run(argc, argv, 15);
}
