// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

// Runs row programs one after another, prints their lines as one table and joins their JSON
// objects to one list:  run RESULTS_JSON BENCH_FOLDER PROGRAM...

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "row.hpp"

namespace {

bool succeeds(char* program, char* folder, char* object_file)
{
    char* argv[] = {program, folder, object_file, nullptr};
    pid_t pid;
    int status;
    return posix_spawn(&pid, program, nullptr, nullptr, argv, environ) == 0 &&
           waitpid(pid, &status, 0) == pid && status == 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 3)
    {
        std::fprintf(stderr, "usage: %s RESULTS_JSON BENCH_FOLDER PROGRAM...\n", argv[0]);
        return 2;
    }
    std::filesystem::path const results = argv[1];
    std::string object_file = results.string() + ".row";
    std::filesystem::create_directories(results.parent_path());

    bool all_ran = true;
    std::ofstream list(results);
    list << "[";
    char const* separator = "\n";
    bench::print_heading();
    for (char** program = argv + 3; *program; ++program)
    {
        if (succeeds(*program, argv[2], object_file.data()))
        {
            list << separator << std::ifstream(object_file).rdbuf();
            separator = ",\n";
        }
        else
        {
            std::printf("%s: no result\n", *program);
            all_ran = false;
        }
    }
    list << "\n]\n";
    std::filesystem::remove(object_file);
    std::printf("also in %s\n", argv[1]);
    return all_ran && list.flush() ? 0 : 1;
}
