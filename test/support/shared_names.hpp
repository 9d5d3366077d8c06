// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_SHARED_NAMES_HPP
#define QUARTET_TEST_SUPPORT_SHARED_NAMES_HPP

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>

#include "../../src/detail/shared_segment.hpp"

namespace quartet_test {

/// What this process has in /dev/shm.
inline std::set<std::string> shared_names()
{
    std::string const mine = "quartet-" + std::to_string(::getpid()) + '-';
    std::set<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator("/dev/shm"))
    {
        std::string name = entry.path().filename().string();
        if (name.find(mine) != std::string::npos)
        {
            names.insert(std::move(name));
        }
    }
    return names;
}

/// A fixture: at the end of a case this process has no name in /dev/shm that it had not before.
struct leaves_no_name
{
    std::set<std::string> const before = shared_names();

    ~leaves_no_name()
    {
        // The flock of a process that has ended lives on for a moment while somebody, such as ps,
        // looks at its memory. Then its names are left to the sweep at our exit, which this is.
        for (int i = 0; i < 100 && shared_names() != before; ++i)
        {
            quartet::detail::sweep(true);
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        BOOST_TEST(shared_names() == before, boost::test_tools::per_element());
    }
};

}  // namespace quartet_test

#endif
