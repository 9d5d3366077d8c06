// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <fcntl.h>

#include "../detail/descriptor_channel.hpp"
#include "../detail/os_error.hpp"
#include "../detail/spawn_process.hpp"
#include "departure.hpp"
#include "own_child.hpp"
#include "program.hpp"

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::unique_fd;

unique_fd open_no_input()
{
    unique_fd opened(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!opened)
    {
        quartet::detail::throw_os_error("/dev/null");
    }
    return quartet::detail::above_streams(std::move(opened));
}

}  // namespace

std::unique_ptr<child> launch_by_spawn(departure& leaving)
{
    auto [ours, end] = quartet::detail::make_socketpair();
    unique_fd theirs = quartet::detail::above_streams(std::move(end));
    unique_fd const no_input = open_no_input();
    static_assert(child_socket == 3, "the first that is handed");
    int const handed[] = {theirs.get()};
    auto environment = child_environment(theirs.get());
    auto started = quartet::detail::spawn_process(
        {.streams = {no_input.get(), -1, -1}, .handed = handed, .environment = environment.data()},
        "/proc/self/exe",
        program_arguments(),
        own_child::unknown_exit);
    if (started.pidfd() < 0)
    {
        quartet::detail::throw_os_error("process " + std::to_string(started.pid()), ESRCH);
    }
    auto result = std::make_unique<own_child>(std::move(started));
    theirs.reset();
    undo_unless_handed(hand_over(ours.get(), leaving), *result);
    return result;
}

}  // namespace quartet::multiprocessing::detail
