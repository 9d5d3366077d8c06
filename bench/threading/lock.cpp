// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/threading/lock.hpp>

#include <mutex>

#include "support/row.hpp"

namespace {

template <class Lock>
double acquire_and_release()
{
    constexpr int times = 20'000'000;
    Lock lock;
    return 1e9 / times * bench::seconds(times, [&] {
               lock.lock();
               lock.unlock();
           });
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("threading.lock", "Lock that nobody else wants, acquire and release", "ns");
    row.ours(acquire_and_release<quartet::threading::Lock>);
    row.peer("std_mutex", {.goal = 0.85, .least = 0.5}, acquire_and_release<std::mutex>);
    return row.run(argc, argv, 9);
}
