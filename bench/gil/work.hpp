// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_GIL_WORK_HPP
#define QUARTET_BENCH_GIL_WORK_HPP

#include <quartet/gil.hpp>
#include <quartet/threading/thread.hpp>

#include <atomic>
#include <cstdint>
#include <vector>

#include "support/row.hpp"

namespace bench {

// Calls work() in each of so many threads at once. Returns seconds.
template <class Work>
double in_threads(int count, Work const& work)
{
    return seconds(1, [&] {
        std::vector<quartet::threading::Thread> threads;
        for (int i = 0; i < count; ++i)
        {
            threads.emplace_back([&work] { work(); });
            threads.back().start();
        }
        for (auto const& t : threads)
        {
            t.join();
        }
    });
}

inline constexpr int pieces = 1'200'000;  // of all threads together

// As long as a few bytecodes.
inline std::uint64_t piece(std::uint64_t x)
{
    for (int i = 0; i < 100; ++i)
    {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    return x;
}

inline std::atomic<std::uint64_t> sink;  // so that nothing is left out

// Millions of pieces a second that so many threads do, each at will.
inline double without_gil(int threads)
{
    return pieces / 1e6 / in_threads(threads, [=] {
               std::uint64_t x = 1;
               for (int i = 0; i < pieces / threads; ++i)
               {
                   x = piece(x);
               }
               sink += x;
           });
}

// The same, each under the GIL as the interpreter does it.
inline double with_gil(int threads)
{
    return pieces / 1e6 / in_threads(threads, [=] {
               quartet::gil::ensure const scope;
               std::uint64_t x = 1;
               for (int i = 0; i < pieces / threads; ++i)
               {
                   x = piece(x);
                   quartet::gil::checkpoint();
               }
               sink += x;
           });
}

}  // namespace bench

#endif
