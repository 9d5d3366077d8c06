// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <vector>

#include "start_join.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int times = 60;

double with_ballast()
{
    std::vector<char> ballast(1 << 30, 1);
    asm volatile("" : : "r"(ballast.data()) : "memory");  // or it is optimised away
    return bench::start_join("spawn", times);
}

}  // namespace

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    bench::row row("mp.spawn_1gib", "start + join, spawn, the parent has touched 1 GiB", "us");
    row.ours(with_ballast);
    row.peer("empty_parent", {.goal = 1, .least = 0.75}, [] {
        return bench::start_join("spawn", times);
    });
    return row.run(argc, argv, 11);
}
