// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/greenlet.hpp>

#include <boost/fiber/fiber.hpp>

#include "support/row.hpp"

namespace {

constexpr int count = 300'000;

double micros(double seconds)
{
    return seconds / count * 1e6;
}

double ours()
{
    return micros(bench::seconds(count, [] { quartet::gevent::spawn([] {}).join(); }));
}

double boost_fiber()
{
    return micros(bench::seconds(count, [] { boost::fibers::fiber([] {}).join(); }));
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gevent.spawn_join", "spawn a greenlet and join it", "us");
    row.ours(ours);
    row.python("gevent", {.goal = 150, .least = 60}, "gevent/spawn_join.py");
    row.peer("boost_fiber", {.goal = 1.5, .least = 0.7}, boost_fiber);
    return row.run(argc, argv);
}
