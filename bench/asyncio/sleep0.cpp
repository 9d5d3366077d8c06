// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/sleep.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "support/row.hpp"

namespace {

namespace asyncio = quartet::asyncio;

constexpr int count = 2'000'000;

double nanos(double seconds)
{
    return seconds / count * 1e9;
}

asyncio::Coroutine<void> turns()
{
    for (int i = 0; i != count; ++i)
    {
        co_await asyncio::sleep(0);
    }
}

double ours()
{
    return nanos(bench::seconds(1, [] { asyncio::run(turns()); }));
}

boost::asio::awaitable<void> asio_turns()
{
    auto const executor = co_await boost::asio::this_coro::executor;
    for (int i = 0; i != count; ++i)
    {
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
    }
}

double asio_post()
{
    return nanos(bench::seconds(1, [] {
        boost::asio::io_context io(1);
        boost::asio::co_spawn(io, asio_turns(), boost::asio::detached);
        io.run();
    }));
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("asyncio.sleep0", "sleep(0)", "ns");
    row.ours(ours);
    row.peer("asio_post", {.goal = 3, .least = 1.5}, asio_post);
    row.python("cpython", {.goal = 60, .least = 25}, "asyncio/sleep0.py");
    return row.run(argc, argv);
}
