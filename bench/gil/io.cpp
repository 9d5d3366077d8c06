// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <chrono>
#include <thread>

#include "work.hpp"

namespace gil = quartet::gil;

namespace {

constexpr int waits = 48;  // of all threads together

void wait_once()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

// Milliseconds that so many threads take, each under the GIL but while it waits.
double with_gil(int threads)
{
    return 1e3 * bench::in_threads(threads, [=] {
               gil::ensure const scope;
               for (int i = 0; i < waits / threads; ++i)
               {
                   gil::allow_threads const without;
                   wait_once();
               }
           });
}

double without_gil(int threads)
{
    return 1e3 * bench::in_threads(threads, [=] {
               for (int i = 0; i < waits / threads; ++i)
               {
                   wait_once();
               }
           });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gil.io", "waiting in four threads that have a GIL", "ms");
    row.ours([] { return with_gil(4); });
    row.peer("without_gil", {.goal = 1, .least = 0.9}, [] { return without_gil(4); });
    row.peer("two_threads", {.goal = 1.95, .least = 1.7}, [] { return with_gil(2); });
    row.peer("one_thread", {.goal = 3.9, .least = 3.4}, [] { return with_gil(1); });
    return row.run(argc, argv, 9);
}
