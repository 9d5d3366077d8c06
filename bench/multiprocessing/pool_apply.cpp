// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/multiprocessing.hpp>

#include "support/row.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int times = 5'000;

int negated(int x)
{
    return -x;
}

double ours()
{
    mp::Pool pool(2);
    auto const once = [&] { pool.apply(negated, 1); };
    bench::seconds(100, once);
    return 1e6 / times * bench::seconds(times, once);
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.pool_apply", "Pool.apply, 2 workers", "us");
    row.ours(ours);
    row.python("cpython", {.goal = 20, .least = 5}, "multiprocessing/pool_apply.py");
    return row.run(argc, argv, 9);
}
