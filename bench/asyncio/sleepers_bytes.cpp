// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/task.hpp>

#include "support/own_process.hpp"
#include "support/row.hpp"

namespace {

namespace asyncio = quartet::asyncio;

constexpr int count = 1'000'000;
constexpr double budget = 500;

asyncio::Coroutine<void> sleeper()
{
    co_await asyncio::sleep(3600);
}

asyncio::Coroutine<double> measure()
{
    double const before = bench::resident();
    for (int i = 0; i != count; ++i)
    {
        asyncio::create_task(sleeper());
    }
    co_await asyncio::sleep(0);
    co_return (bench::resident() - before) / count;
}

double ours()
{
    return bench::in_own_process(
        [] { return asyncio::get_event_loop().run_until_complete(measure()); });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row(
        "asyncio.sleepers_bytes", "resident memory of one of a million sleeping tasks", "B");
    row.ours(ours);
    row.peer("budget", {.goal = 1.6, .least = 1.0}, [] { return budget; });
    return row.run(argc, argv, 3);
}
