// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_CPU_TIME_HPP
#define QUARTET_TEST_SUPPORT_CPU_TIME_HPP

#include <chrono>
#include <thread>
#include <time.h>

namespace quartet_test {

/// The processor time that this process uses in two seconds in which the caller sleeps.
inline std::chrono::nanoseconds cpu_time_of_two_seconds()
{
    auto const used = [] {
        timespec now{};
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
    };
    auto const before = used();
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return used() - before;
}

/// More than that is not idle.
constexpr std::chrono::milliseconds idle_limit(50);

}  // namespace quartet_test

#endif
