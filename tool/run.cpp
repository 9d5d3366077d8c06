// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "run.hpp"

#include <charconv>
#include <chrono>
#include <cstring>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include "print.hpp"

namespace quartet_tool {
namespace {

/// @return 0 if it is none.
pid_t pid_of(char const* text) noexcept
{
    pid_t pid = 0;
    char const* const end = text + std::strlen(text);
    auto const [stopped_at, error] = std::from_chars(text, end, pid);
    return error == std::errc() && stopped_at == end && pid > 0 ? pid : 0;
}

/// A circle that is one lasts.
std::string text_of(pid_t pid, printer* print, std::size_t& left_out)
{
    constexpr int most_looks = 5;
    for (int looks = 1;; ++looks)
    {
        try
        {
            snapshot const found = take_snapshot(pid);
            std::ostringstream text;
            print(text, found);
            left_out = found.left_out;
            return std::move(text).str();
        }
        catch (await_cycle const&)
        {
            if (looks == most_looks)
            {
                throw;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }
}

}  // namespace

int run(int argc, char** argv, char const* about, printer* print)
{
    std::string const path = argc > 0 ? argv[0] : "quartet";
    std::string const name = path.substr(path.rfind('/') + 1);
    std::string const usage = "usage: " + name + " PID\n" + about + '\n';
    if (argc == 2 && (std::strcmp(argv[1], "-h") == 0 || std::strcmp(argv[1], "--help") == 0))
    {
        std::cout << usage;
        return 0;
    }
    if (argc != 2)
    {
        std::cerr << usage;
        return 2;
    }
    pid_t const pid = pid_of(argv[1]);
    if (pid == 0)
    {
        std::cerr << name << ": PID must be the number of a process, but is '" << argv[1] << "'\n";
        return 2;
    }
    try
    {
        std::size_t left_out = 0;
        std::cout << text_of(pid, print, left_out) << std::flush;
        if (left_out != 0)
        {
            std::cerr << name << ": " << left_out
                      << " are left out: they changed as often as they were looked at\n";
        }
        return std::cout ? 0 : 1;
    }
    catch (std::exception const& error)
    {
        std::cerr << name << ": " << error.what() << '\n';
        return 1;
    }
}

}  // namespace quartet_tool
