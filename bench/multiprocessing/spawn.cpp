// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <spawn.h>
#include <string_view>
#include <system_error>

#include "forked.hpp"
#include "start_join.hpp"

namespace mp = quartet::multiprocessing;

namespace {

constexpr int times = 60;

void posix_spawn_self()
{
    char program[] = "/proc/self/exe";
    char word[] = "return";
    char* argv[] = {program, word, nullptr};
    pid_t pid;
    if (int const error = posix_spawn(&pid, program, nullptr, nullptr, argv, environ))
    {
        throw std::system_error(error, std::generic_category(), "posix_spawn");
    }
    bench::wait_for(pid);
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc == 2 && argv[1] == std::string_view("return"))
    {
        return 0;  // the child of posix_spawn_self
    }
    mp::freeze_support(argc, argv);
    bench::row row("mp.spawn", "start + join, spawn", "us");
    row.ours([] { return bench::start_join("spawn", times); });
    row.peer("posix_spawn", {.goal = 0.9, .least = 0.65}, [] {
        return 1e6 / times * bench::seconds(times, posix_spawn_self);
    });
    return row.run(argc, argv, 15);
}
