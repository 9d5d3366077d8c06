// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/threading/thread.hpp>

#include <thread>

#include "support/row.hpp"

namespace threading = quartet::threading;

namespace {

constexpr int times = 2000;

void nothing() {}

template <class Once>
double microseconds(Once once)
{
    return 1e6 / times * bench::seconds(times, once);
}

double ours()
{
    return microseconds([] {
        threading::Thread t(nothing);
        t.start();
        t.join();
    });
}

double std_thread()
{
    return microseconds([] {
        std::thread t(nothing);
        t.join();
    });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("threading.start", "start + join", "us");
    row.ours(ours);
    row.peer("std_thread", {.goal = 0.9, .least = 0.6}, std_thread);
    row.python("cpython", {.goal = 3, .least = 1.5}, "threading/start.py");
    return row.run(argc, argv, 9);
}
