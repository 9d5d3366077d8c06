// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "exit_hooks.hpp"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace quartet::detail {
namespace {

using action = void (*)() noexcept;

std::array<std::atomic<action>, std::size_t(exit_stage::count)> actions{};
std::atomic<bool> exiting{false};
std::atomic<pid_t> owner{0};  // whose actions they are: a fork that nobody told us of has none
std::terminate_handler previous_terminate = nullptr;

void install()
{
    static int const once = [] {
        std::atexit([] { run_exit_stages(); });
        previous_terminate = std::set_terminate([] {
            run_exit_stages(exit_stage::finalizers);
            previous_terminate();
        });
        return 0;
    }();
    static_cast<void>(once);
}

}  // namespace

void at_exit_stage(exit_stage stage, void (*run)() noexcept)
{
    install();
    if (owner != ::getpid())
    {
        forget_exit_stages();
    }
    action none = nullptr;
    actions[std::size_t(stage)].compare_exchange_strong(none, run);
}

void run_exit_stages(exit_stage first, exit_stage end) noexcept
{
    if (owner != ::getpid())
    {
        return;
    }
    exiting = true;
    for (std::size_t i = std::size_t(first); i < std::size_t(end); ++i)
    {
        if (action const run = actions[i].exchange(nullptr))
        {
            run();
        }
    }
}

void leave(int code) noexcept
{
    try
    {
        std::cout.flush();
    }
    catch (std::ios_base::failure const&)
    {
        // As the destructors of the streams do it.
    }
    // Other threads may be writing, or waiting for input with stdin locked, for which fflush(nullptr)
    // would wait. This is what std::exit does; it locks nothing.
    ::flockfile(stdout);
    ::fcloseall();
    ::_exit(code);
}

bool is_exiting() noexcept
{
    return exiting;
}

void forget_exit_stages() noexcept
{
    for (auto& stage : actions)
    {
        stage = nullptr;
    }
    exiting = false;
    owner = ::getpid();
}

}  // namespace quartet::detail
