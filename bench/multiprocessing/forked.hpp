// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_MULTIPROCESSING_FORKED_HPP
#define QUARTET_BENCH_MULTIPROCESSING_FORKED_HPP

#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {

inline void wait_for(pid_t pid)
{
    int status = -1;
    if (waitpid(pid, &status, 0) != pid || status != 0)
    {
        throw std::runtime_error("the peer's child failed");
    }
}

// A child that calls f: all that a peer needs of a process. An exception ends the child.
class forked
{
public:
    template <class F>
    explicit forked(F f) noexcept
        : pid_(fork())
    {
        if (pid_ == 0)
        {
            f();
            _exit(0);
        }
    }

    forked(forked const&) = delete;
    forked& operator=(forked const&) = delete;

    void join() { wait_for(pid_); }

private:
    pid_t pid_;
};

}  // namespace bench

#endif
