// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 1: a process with an argument

#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <string>
#include <unistd.h>

namespace mp = quartet::multiprocessing;

void foo(std::string name)
{
    std::cout << "name: " << name << '\n';
    std::cout << "parent process id: " << getppid() << '\n';
    std::cout << "sub process id: " << getpid() << '\n';
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    std::cout << "parent process id：" << getpid() << '\n';
    mp::Process p(foo, "bob");
    p.start();
    p.join();
}
