// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include <vector>

#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int items = 100'000;

int negated(int x)
{
    return -x;
}

double ours()
{
    std::vector<int> const numbers(items, 1);
    mp::Pool pool(2);
    pool.map(negated, std::vector<int>(1000), 1);
    auto const once = [&] { pool.map(negated, numbers, 1); };
    return items / 1e3 / bench::seconds(1, once);
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.pool_map_chunk1", "Pool.map of ints, chunks of one, 2 workers", "k/s");
    row.ours(ours);
    row.python("cpython", {.goal = 20, .least = 8}, "multiprocessing/pool_map_chunk1.py");
    return row.run(argc, argv);
}
