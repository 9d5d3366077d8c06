// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_SEND_SIGNAL_HPP
#define QUARTET_TEST_SUPPORT_SEND_SIGNAL_HPP

#include <csignal>
#include <stdexcept>
#include <string>
#include <sys/types.h>

namespace quartet_test {

/// kill() for one process. To -1 it would go to every process of the machine, to 0 to the group of
/// whoever runs the tests.
/// @return whether there was such a process.
inline bool send_signal(pid_t pid, int number)
{
    if (pid <= 1)
    {
        throw std::logic_error("a signal for process " + std::to_string(pid));
    }
    return ::kill(pid, number) == 0;
}

}  // namespace quartet_test

#endif
