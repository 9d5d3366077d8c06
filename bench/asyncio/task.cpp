// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/sleep.hpp>
#include <quartet/asyncio/task.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <stdexcept>

#include "support/row.hpp"

// A coroutine makes tasks, a hundred at a time so that the loop gets a turn, and all of them finish.
namespace {

namespace asyncio = quartet::asyncio;

constexpr int count = 1'000'000;
constexpr int batch = 100;

double nanos(double seconds, int finished)
{
    return finished == count ? seconds / count * 1e9 : throw std::logic_error("task");
}

asyncio::Coroutine<void> one(int& finished)
{
    ++finished;
    co_return;
}

asyncio::Coroutine<void> all(int& finished)
{
    for (int i = 0; i != count / batch; ++i)
    {
        for (int k = 0; k != batch; ++k)
        {
            asyncio::create_task(one(finished));
        }
        co_await asyncio::sleep(0);
    }
}

double ours()
{
    int finished = 0;
    double const took = bench::seconds(1, [&] { asyncio::run(all(finished)); });
    return nanos(took, finished);
}

boost::asio::awaitable<void> asio_one(int& finished)
{
    ++finished;
    co_return;
}

double co_spawn()
{
    int finished = 0;
    double const took = bench::seconds(1, [&] {
        boost::asio::io_context io(1);
        for (int i = 0; i != count / batch; ++i)
        {
            for (int k = 0; k != batch; ++k)
            {
                boost::asio::co_spawn(io, asio_one(finished), boost::asio::detached);
            }
            io.restart();
            io.run();
        }
    });
    return nanos(took, finished);
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("asyncio.task", "create and finish a task", "ns");
    row.ours(ours);
    row.peer("co_spawn", {.goal = 10, .least = 3}, co_spawn);
    row.python("cpython", {.goal = 60, .least = 30}, "asyncio/task.py");
    return row.run(argc, argv);
}
