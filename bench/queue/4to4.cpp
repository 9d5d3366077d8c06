// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/queue.hpp>

#include "crowd.hpp"
#include "mutex_deque.hpp"
#include "support/row.hpp"

namespace {

constexpr int pairs = 4;
constexpr int items = 1'000'000;

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("queue.4to4", "Queue<int>(1024), four producers, four consumers", "M/s");
    row.ours([] { return bench::crowd<quartet::queue::Queue<int>>(pairs, items); });
    row.peer("mutex_deque", {.goal = 1.5, .least = 1.0}, [] {
        return bench::crowd<bench::mutex_deque>(pairs, items);
    });
    row.python("cpython", {.goal = 50, .least = 10}, "queue/4to4.py");
    return row.run(argc, argv, 9);
}
