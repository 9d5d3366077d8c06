// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/task.hpp>

#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "support/row.hpp"

namespace {

namespace asyncio = quartet::asyncio;

constexpr int count = 1'000'000;
constexpr double budget = 500;

double resident()
{
    std::ifstream file("/proc/self/statm");
    double whole = 0;
    double pages = 0;
    file >> whole >> pages;
    return pages * double(::sysconf(_SC_PAGESIZE));
}

asyncio::Coroutine<void> sleeper()
{
    co_await asyncio::sleep(3600);
}

asyncio::Coroutine<double> measure()
{
    double const before = resident();
    for (int i = 0; i != count; ++i)
    {
        asyncio::create_task(sleeper());
    }
    co_await asyncio::sleep(0);
    co_return (resident() - before) / count;
}

/// In a process of its own, whose memory nobody has touched.
double ours()
{
    int ends[2];
    if (::pipe(ends) != 0)
    {
        throw std::runtime_error("pipe");
    }
    pid_t const child = ::fork();
    if (child == 0)
    {
        double const bytes = asyncio::get_event_loop().run_until_complete(measure());
        ::_exit(::write(ends[1], &bytes, sizeof bytes) == sizeof bytes ? 0 : 1);
    }
    double bytes = 0;
    bool const good = ::read(ends[0], &bytes, sizeof bytes) == sizeof bytes;
    ::close(ends[0]);
    ::close(ends[1]);
    ::waitpid(child, nullptr, 0);
    if (!good)
    {
        throw std::runtime_error("the child has failed");
    }
    return bytes;
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
