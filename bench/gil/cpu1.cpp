// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include "work.hpp"

int main(int argc, char** argv)
{
    bench::row row("gil.cpu1", "computing in one thread", "M/s");
    row.ours([] { return bench::without_gil(1); });
    row.peer("with_gil", {.goal = 1, .least = 0.9}, [] { return bench::with_gil(1); });
    return row.run(argc, argv, 11);
}
