// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_PROCESSES_HPP
#define QUARTET_TEST_SUPPORT_PROCESSES_HPP

#include <quartet/multiprocessing.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "support/forked_peer.hpp"
#include "support/sanitizers.hpp"
#include "support/shared_names.hpp"

namespace quartet_test {

/// What a case over every start method runs over: BOOST_DATA_TEST_CASE(name, start_methods, method).
inline auto const start_methods = boost::unit_test::data::make(
    children_have_threads ? std::vector<std::string>{"spawn", "forkserver", "fork"}
                          : std::vector<std::string>{"spawn", "forkserver"});

/// A child's exit code by which it says that all was as it should be.
inline constexpr int good = 42;

/// Starts a process and joins it. @return its exit code.
template <class... Args>
std::optional<int> run_process(std::string const& method, Args&&... args)
{
    auto process =
        quartet::multiprocessing::get_context(method).Process(std::forward<Args>(args)...);
    process.start();
    process.join();
    return process.exitcode();
}

/// The children of this process, zombies too.
inline std::vector<pid_t> child_processes()
{
    std::vector<pid_t> all;
    for (auto const& thread : std::filesystem::directory_iterator("/proc/self/task"))
    {
        std::ifstream file(thread.path() / "children");
        for (pid_t pid; file >> pid;)
        {
            all.push_back(pid);
        }
    }
    return all;
}

/// A fixture: a case leaves no child, no zombie, no descriptor and no name behind.
struct leaves_nothing : leaves_no_name
{
    // The fork server is there from the first use on.
    bool const warm = run_process("forkserver", [] {}) == 0;
    std::size_t const children_before = child_processes().size();
    std::ptrdiff_t const descriptors_before = (forget_children(), count_descriptors());

    static void forget_children() { quartet::multiprocessing::active_children(); }

    ~leaves_nothing()
    {
        forget_children();
        BOOST_TEST(warm);
        BOOST_TEST(child_processes().size() == children_before);
        BOOST_TEST(count_descriptors() == descriptors_before);
    }
};

}  // namespace quartet_test

#endif
