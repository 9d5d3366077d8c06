// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include "forked.hpp"
#include "start_join.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int times = 300;

double raw_fork()
{
    return 1e6 / times * bench::seconds(times, [] { bench::forked([] {}).join(); });
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.forkserver", "start + join, forkserver", "us");
    row.ours([] { return bench::start_join("forkserver", times); });
    row.peer("fork", {.goal = 0.65, .least = 0.33}, raw_fork);
    return row.run(argc, argv, 15);
}
