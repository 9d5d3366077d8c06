// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/gather.hpp>
#include <quartet/asyncio/run.hpp>

#include <stdexcept>

#include "support/row.hpp"

namespace {

namespace asyncio = quartet::asyncio;

constexpr int count = 300'000;

asyncio::Coroutine<int> one()
{
    co_return 1;
}

asyncio::Coroutine<int> all()
{
    int sum = 0;
    for (int i = 0; i != count; ++i)
    {
        auto const [a, b, c] = co_await asyncio::gather(one(), one(), one());
        sum += a + b + c;
    }
    co_return sum;
}

double ours()
{
    int sum = 0;
    double const took = bench::seconds(1, [&] { sum = asyncio::run(all()); });
    return sum == 3 * count ? took / count * 1e6 : throw std::logic_error("gather");
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("asyncio.gather", "gather of 3 coroutines", "us");
    row.ours(ours);
    row.python("cpython", {.goal = 50, .least = 20}, "asyncio/gather.py");
    return row.run(argc, argv);
}
