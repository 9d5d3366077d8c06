// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "departure.hpp"
#include "process_state.hpp"
#include "program.hpp"

#include <cstdlib>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace quartet::multiprocessing {
namespace detail {

char const* const freeze_support_missing =
    "start: this program cannot start processes yet; add the line marked below\n\n"
    "    int main(int argc, char** argv)\n"
    "    {\n"
    "        quartet::multiprocessing::freeze_support(argc, argv);  // <-- first in main\n";

namespace {

// A pid comes with it, so that a program which only inherited the variable is not taken in.
constexpr char variable[] = "QUARTET_CHILD_OF=";

char** arguments = nullptr;

/// Whether this process was started by launch_by_spawn.
bool is_spawned_child()
{
    char const* const parent = std::getenv("QUARTET_CHILD_OF");
    if (parent == nullptr)
    {
        return false;
    }
    bool const of_my_parent = std::atoi(parent) == ::getppid();
    ::unsetenv("QUARTET_CHILD_OF");
    struct stat status{};
    return of_my_parent && ::fstat(child_socket, &status) == 0
           && S_ISSOCK(status.st_mode);
}

}  // namespace

bool support_is_frozen() noexcept
{
    return arguments != nullptr;
}

char* const* program_arguments() noexcept
{
    return arguments;
}

std::vector<char*> child_environment()
{
    thread_local char mine[sizeof variable + 16];
    std::snprintf(mine, sizeof mine, "%s%d", variable, ::getpid());
    std::vector<char*> result;
    for (char** entry = environ; *entry != nullptr; ++entry)
    {
        result.push_back(*entry);
    }
    result.push_back(mine);
    result.push_back(nullptr);
    return result;
}

}  // namespace detail

void freeze_support(int, char** argv)
{
    if (detail::arguments != nullptr)
    {
        return;
    }
    detail::arguments = argv;
    if (detail::is_spawned_child())
    {
        int const socket = detail::child_socket;
        ::fcntl(socket, F_SETFD, FD_CLOEXEC);
        std::exit(detail::run_departure(socket));
    }
}

}  // namespace quartet::multiprocessing
