// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>

#include <boost/fiber/fiber.hpp>
#include <boost/fiber/operations.hpp>

#include <vector>

#include "support/row.hpp"

namespace {

constexpr int greenlets = 100;
constexpr int turns = 20'000;

double nanos(double seconds)
{
    return seconds / (greenlets * turns) * 1e9;
}

/// @param spawn makes one that calls `yield` that often.
template <class Fiber, class Spawn>
double run(Spawn spawn)
{
    return nanos(bench::seconds(1, [&] {
        std::vector<Fiber> all;
        for (int i = 0; i != greenlets; ++i)
        {
            all.push_back(spawn());
        }
        for (Fiber& each : all)
        {
            each.join();
        }
    }));
}

double ours()
{
    namespace gevent = quartet::gevent;
    return run<gevent::Greenlet<>>([] {
        return gevent::spawn([] {
            for (int i = 0; i != turns; ++i)
            {
                gevent::sleep(0);
            }
        });
    });
}

double boost_fiber()
{
    return run<boost::fibers::fiber>([] {
        return boost::fibers::fiber([] {
            for (int i = 0; i != turns; ++i)
            {
                boost::this_fiber::yield();
            }
        });
    });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gevent.sleep0", "sleep(0), 100 greenlets", "ns");
    row.ours(ours);
    row.python("gevent", {.goal = 50, .least = 25}, "gevent/sleep0.py");
    row.peer("boost_fiber", {.goal = 1.2, .least = 0.7}, boost_fiber);
    return row.run(argc, argv);
}
