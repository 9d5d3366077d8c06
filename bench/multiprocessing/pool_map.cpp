// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include <vector>

#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int items = 1'000'000;
constexpr int times = 5;

int negated(int x)
{
    return -x;
}

double ours()
{
    std::vector<int> const numbers(items, 1);
    mp::Pool pool(2);
    pool.map(negated, std::vector<int>(1000));
    auto const once = [&] { pool.map(negated, numbers); };
    return items / 1e6 * times / bench::seconds(times, once);
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.pool_map", "Pool.map of 1e6 ints, default chunks, 2 workers", "M/s");
    row.ours(ours);
    row.python("cpython", {.goal = 10, .least = 2}, "multiprocessing/pool_map.py");
    return row.run(argc, argv);
}
