// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include "start_join.hpp"

namespace mp = quartet::multiprocessing;

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.start_cpython", "start + join, spawn", "us");
    row.ours([] { return bench::start_join("spawn", 60); });
    row.python("cpython", {.goal = 30, .least = 12}, "multiprocessing/start.py");
    return row.run(argc, argv);
}
