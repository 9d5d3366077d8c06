// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/concurrent/futures.hpp>
#include <quartet/multiprocessing.hpp>

#include <vector>

#include "support/row.hpp"

namespace futures = quartet::concurrent::futures;

namespace {

constexpr int tasks = 100'000;

int negated(int x)
{
    return -x;
}

double ours()
{
    futures::ProcessPoolExecutor ex(2);
    ex.submit(negated, 1).result();
    return tasks / 1e3 / bench::seconds(1, [&] {
               std::vector<futures::Future<int>> all;
               all.reserve(tasks);
               for (int i = 0; i != tasks; ++i)
               {
                   all.push_back(ex.submit(negated, i));
               }
               for (auto const& each : all)
               {
                   each.result();
               }
           });
}

}  // namespace

int main(int argc, char** argv)
{
    quartet::multiprocessing::freeze_support(argc, argv);
    bench::row row(
        "futures.process_submit", "1e5 int tasks through a ProcessPoolExecutor, 2 workers", "k/s");
    row.ours(ours);
    row.python("cpython", {.goal = 40, .least = 10}, "concurrent/process_submit.py");
    return row.run(argc, argv);
}
