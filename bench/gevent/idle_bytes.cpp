// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/sleep.hpp>
#include <quartet/threading/event.hpp>

#include <fstream>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "support/row.hpp"

namespace {

namespace gevent = quartet::gevent;

constexpr int count = 20'000;
constexpr double budget = 12288;

double resident()
{
    std::ifstream file("/proc/self/statm");
    double whole = 0;
    double pages = 0;
    file >> whole >> pages;
    return pages * double(::sysconf(_SC_PAGESIZE));
}

double measure()
{
    double const before = resident();
    quartet::threading::Event never;
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != count; ++i)
    {
        all.push_back(gevent::spawn([&] { never.wait(); }));
    }
    gevent::sleep(0);
    return (resident() - before) / count;
}

/// In a process of its own, whose memory nobody has touched.
double ours()
{
    int ends[2];
    if (::pipe(ends) != 0)
    {
        throw std::runtime_error("pipe");
    }
    pid_t const child = ::fork();
    if (child == 0)
    {
        double const bytes = measure();
        ::_exit(::write(ends[1], &bytes, sizeof bytes) == sizeof bytes ? 0 : 1);
    }
    double bytes = 0;
    bool const good = ::read(ends[0], &bytes, sizeof bytes) == sizeof bytes;
    ::close(ends[0]);
    ::close(ends[1]);
    ::waitpid(child, nullptr, 0);
    if (!good)
    {
        throw std::runtime_error("the child has failed");
    }
    return bytes;
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row("gevent.idle_bytes", "resident memory of a greenlet that waits", "B");
    row.ours(ours);
    row.peer("budget", {.goal = 1.5, .least = 1.0}, [] { return budget; });
    return row.run(argc, argv, 3);
}
