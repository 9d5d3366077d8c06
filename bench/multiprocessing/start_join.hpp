// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#ifndef QUARTET_BENCH_MULTIPROCESSING_START_JOIN_HPP
#define QUARTET_BENCH_MULTIPROCESSING_START_JOIN_HPP

#include <quartet/multiprocessing.hpp>

#include <stdexcept>
#include <string>

#include "support/row.hpp"

namespace bench {

inline void nothing() {}

// Microseconds to start and join a process that does nothing.
inline double start_join(std::string const& method, int times)
{
    auto context = quartet::multiprocessing::get_context(method);
    auto const once = [&] {
        auto p = context.Process(nothing);
        p.start();
        p.join();
        if (p.exitcode() != 0)
        {
            throw std::runtime_error("the child failed");
        }
    };
    once();  // starts the helpers of the context
    return 1e6 / times * seconds(times, once);
}

}  // namespace bench

#endif
