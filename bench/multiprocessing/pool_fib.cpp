// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include <atomic>
#include <thread>
#include <vector>

#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int times = 5;

// Not inlined: both sides run the same machine code.
[[gnu::noinline]] int fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

std::vector<int> const numbers(64, 27);

double ours()
{
    mp::Pool pool(2);
    pool.map(fib, std::vector<int>(2, 1));
    return 1e3 / times * bench::seconds(times, [&] { pool.map(fib, numbers); });
}

// Each thread takes the next number that is left.
double threads()
{
    std::vector<int> results(numbers.size());
    auto const once = [&] {
        std::atomic<std::size_t> next = 0;
        auto const work = [&] {
            for (std::size_t i; (i = next++) < numbers.size();)
            {
                results[i] = fib(numbers[i]);
            }
        };
        std::jthread one(work);
        std::jthread two(work);
    };
    return 1e3 / times * bench::seconds(times, once);
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.pool_fib", "Pool.map of fib(27) x 64, 2 workers", "ms");
    row.ours(ours);
    row.peer("threads", {.goal = 0.98, .least = 0.9}, threads);
    return row.run(argc, argv, 15);
}
