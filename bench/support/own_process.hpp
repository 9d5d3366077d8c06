// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_SUPPORT_OWN_PROCESS_HPP
#define QUARTET_BENCH_SUPPORT_OWN_PROCESS_HPP

#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {

/// Bytes of this process that are in memory.
inline double resident()
{
    std::ifstream file("/proc/self/statm");
    double whole = 0;
    double pages = 0;
    file >> whole >> pages;
    return pages * double(::sysconf(_SC_PAGESIZE));
}

/// What `measure` gives in a forked process, whose memory nobody has touched.
template <class Measure>
double in_own_process(Measure measure)
{
    int ends[2];
    if (::pipe(ends) != 0)
    {
        throw std::runtime_error("pipe");
    }
    pid_t const child = ::fork();
    if (child == 0)
    {
        double const value = measure();
        ::_exit(::write(ends[1], &value, sizeof value) == sizeof value ? 0 : 1);
    }
    ::close(ends[1]);
    double value = 0;
    bool const good = ::read(ends[0], &value, sizeof value) == sizeof value;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return good ? value : throw std::runtime_error("the child has failed");
}

}  // namespace bench

#endif
