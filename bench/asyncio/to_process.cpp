// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/to_thread.hpp>
#include <quartet/concurrent/futures.hpp>
#include <quartet/multiprocessing.hpp>

#include <stdexcept>

#include "support/row.hpp"

namespace {

namespace asyncio = quartet::asyncio;
namespace futures = quartet::concurrent::futures;

constexpr int count = 3'000;

int square(int x)
{
    return x * x;
}

asyncio::Coroutine<int> all(futures::ProcessPoolExecutor& pool)
{
    auto const loop = asyncio::get_running_loop();
    int sum = co_await loop.run_in_executor(pool, square, 1);  // the workers have started
    for (int i = 0; i != count; ++i)
    {
        sum += co_await loop.run_in_executor(pool, square, 2);
    }
    co_return sum;
}

double ours()
{
    static futures::ProcessPoolExecutor pool(1);
    int sum = 0;
    double const took = bench::seconds(1, [&] { sum = asyncio::run(all(pool)); });
    return sum == 4 * count + 1 ? took / count * 1e6 : throw std::logic_error("to_process");
}

}  // namespace

int main(int argc, char** argv)
{
    quartet::multiprocessing::freeze_support(argc, argv);
    bench::row row("asyncio.to_process", "await a call in a process", "us");
    row.ours(ours);
    row.python("cpython", {.goal = 15, .least = 5}, "asyncio/to_process.py");
    return row.run(argc, argv);
}
