// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <stdexcept>

#include "support/row.hpp"

namespace {

namespace asyncio = quartet::asyncio;

constexpr int count = 5'000'000;

template <class Of>
[[gnu::noinline]] Of ready(int x)
{
    co_return x;
}

template <class Of, class Whole>
Whole await_all(int& sum)
{
    for (int i = 0; i != count; ++i)
    {
        sum += co_await ready<Of>(1);
    }
}

double nanos(double seconds)
{
    return seconds / count * 1e9;
}

double ours()
{
    int sum = 0;
    double const took = bench::seconds(1, [&] {
        asyncio::run(await_all<asyncio::Coroutine<int>, asyncio::Coroutine<void>>(sum));
    });
    return sum == count ? nanos(took) : throw std::logic_error("await_ready");
}

double asio_awaitable()
{
    using boost::asio::awaitable;
    int sum = 0;
    double const took = bench::seconds(1, [&] {
        boost::asio::io_context io(1);
        co_spawn(io, await_all<awaitable<int>, awaitable<void>>(sum), boost::asio::detached);
        io.run();
    });
    return sum == count ? nanos(took) : throw std::logic_error("await_ready");
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("asyncio.await_ready", "await a coroutine that returns at once", "ns");
    row.ours(ours);
    row.peer("asio_awaitable", {.goal = 1.5, .least = 1.0}, asio_awaitable);
    row.python("cpython", {.goal = 15, .least = 6}, "asyncio/await_ready.py");
    return row.run(argc, argv);
}
