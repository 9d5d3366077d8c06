// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Executors that nobody shuts down, at the end of a program.
#include <quartet/concurrent/futures.hpp>
#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <string>
#include <unistd.h>

namespace futures = quartet::concurrent::futures;

namespace {

void say(std::string text)
{
    text += '\n';
    static_cast<void>(!::write(STDOUT_FILENO, text.data(), text.size()));
}

}  // namespace

int main(int argc, char** argv)
{
    quartet::multiprocessing::freeze_support(argc, argv);
    auto* const threads = new futures::ThreadPoolExecutor(1);
    auto* const processes = new futures::ProcessPoolExecutor(1);
    for (int i = 0; i != 100; ++i)
    {
        threads->submit(say, "thread");
        processes->submit(say, "process");
    }
    // What is submitted while the program ends.
    threads->submit([threads] {
        ::usleep(1000);
        try
        {
            threads->submit(say, "thread");
        }
        catch (quartet::RuntimeError const&)
        {
            say("late");
        }
    });
    return 3;
}
