// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include "work.hpp"

int main(int argc, char** argv)
{
    bench::row row("gil.cpu2", "computing in two threads", "M/s");
    row.ours([] { return bench::without_gil(2); });
    row.peer("with_gil", {.goal = 1.95, .least = 1.7}, [] { return bench::with_gil(2); });
    return row.run(argc, argv, 11);
}
