// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/threading/event.hpp>

#include <vector>

#include "support/own_process.hpp"
#include "support/row.hpp"

namespace {

namespace gevent = quartet::gevent;

constexpr int count = 20'000;
constexpr double budget = 12288;

double measure()
{
    double const before = bench::resident();
    quartet::threading::Event never;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != count; ++i)
    {
        all.push_back(gevent::spawn([&] { never.wait(); }));
    }
    gevent::sleep(0);
    return (bench::resident() - before) / count;
}

double ours()
{
    return bench::in_own_process(measure);
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gevent.idle_bytes", "resident memory of a greenlet that waits", "B");
    row.ours(ours);
    row.peer("budget", {.goal = 1.5, .least = 1.0}, [] { return budget; });
    return row.run(argc, argv, 3);
}
