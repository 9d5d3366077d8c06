// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_POLL_UNTIL_HPP
#define QUARTET_TEST_SUPPORT_POLL_UNTIL_HPP

#include <chrono>
#include <thread>

namespace quartet_test {

/// Waits for a condition that another process brings about. The test's own time limit ends it.
template <class Condition>
void poll_until(Condition condition)
{
    while (!condition())
    {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
}

}  // namespace quartet_test

#endif
