// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>

#include "departure.hpp"
#include "process_state.hpp"
#include "program.hpp"

namespace quartet::multiprocessing {
namespace detail {

char const* const freeze_support_missing =
    "start: this program cannot start processes yet; add the line marked below\n\n"
    "    int main(int argc, char** argv)\n"
    "    {\n"
    "        quartet::multiprocessing::freeze_support(argc, argv);  // <-- first in main\n";

namespace {

// Its value is the inode of the socket that the child was handed: a program which only inherited
// the variable is not taken in, and a child whose parent is gone still knows that it is one.
constexpr char variable[] = "QUARTET_CHILD";

// As they were then: getopt and others move and remove some. Made once, and kept to the end.
std::vector<char*>* arguments = nullptr;

std::string inode_of(int socket)
{
    struct stat status
    {};
    bool const is_socket = ::fstat(socket, &status) == 0 && S_ISSOCK(status.st_mode);
    return is_socket ? std::to_string(status.st_ino) : std::string();
}

/// Whether this process was started by launch_by_spawn.
bool is_spawned_child()
{
    char const* const value = std::getenv(variable);
    if (value == nullptr)
    {
        return false;
    }
    bool const is_child = inode_of(child_socket) == value;
    ::unsetenv(variable);
    return is_child;
}

}  // namespace

bool support_is_frozen() noexcept
{
    return arguments != nullptr;
}

char* const* program_arguments() noexcept
{
    return arguments->data();
}

std::vector<char*> child_environment(int socket)
{
    thread_local std::string mine;
    mine = std::string(variable) + '=' + inode_of(socket);
    std::vector<char*> result;
    for (char** entry = environ; *entry != nullptr; ++entry)
    {
        result.push_back(*entry);
    }
    result.push_back(mine.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace detail

void freeze_support(int argc, char** argv)
{
    if (detail::arguments != nullptr)
    {
        return;
    }
    detail::arguments = new std::vector<char*>(argv, argv + argc);
    detail::arguments->push_back(nullptr);
    if (detail::is_spawned_child())
    {
        int const socket = detail::child_socket;
        ::fcntl(socket, F_SETFD, FD_CLOEXEC);
        std::exit(detail::run_departure(socket));
    }
}

}  // namespace quartet::multiprocessing
