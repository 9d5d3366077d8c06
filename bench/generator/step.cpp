// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/generator.hpp>

#include <boost/context/fiber.hpp>

#include <utility>

#include "support/row.hpp"

namespace {

namespace context = boost::context;

constexpr int steps = 10'000'000;

double nanoseconds(double seconds)
{
    return 1e9 / steps * seconds;
}

double ours()
{
    quartet::Generator<int> count([](auto& yield) {
        for (int i = 0;; ++i)
        {
            yield(i);
        }
    });
    int volatile last = 0;
    return nanoseconds(bench::seconds(steps, [&] { last = *count.next(); }));
}

// The value goes the shortest way: through a variable that both see.
double context_fiber()
{
    int value = 0;
    context::fiber count([&value](context::fiber&& outside) {
        for (int i = 0;; ++i)
        {
            value = i;
            outside = std::move(outside).resume();
        }
        return std::move(outside);
    });
    int volatile last = 0;
    return nanoseconds(bench::seconds(steps, [&] {
        count = std::move(count).resume();
        last = value;
    }));
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("generator.step", "next", "ns");
    row.ours(ours);
    row.peer("context_fiber", {.goal = 0.9, .least = 0.65}, context_fiber);
    row.python("cpython", {.goal = 6, .least = 4}, "generator/step.py");
    return row.run(argc, argv, 9);
}
