// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_ASLEEP_HPP
#define QUARTET_TEST_SUPPORT_ASLEEP_HPP

#include <fstream>
#include <string>
#include <sys/types.h>

#include "support/poll_until.hpp"

namespace quartet_test {

/// Whether a thread, or a process of one thread, sleeps in the kernel.
inline bool is_asleep(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);  // nothing of one that has just ended
    auto const end_of_name = text.rfind(')');
    return end_of_name != std::string::npos && text.at(end_of_name + 2) == 'S';
}

/// Waits until it does: until it is in the wait that it announced, if nothing else on its way
/// there can sleep.
inline void until_asleep(pid_t pid)
{
    poll_until([pid] { return is_asleep(pid); });
}

}  // namespace quartet_test

#endif
