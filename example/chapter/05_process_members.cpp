// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 5: the members of a process

#include <quartet/multiprocessing.hpp>

#include <chrono>
#include <iostream>
#include <thread>

namespace mp = quartet::multiprocessing;

void foo(int x)
{
    // Long work: it is killed in the middle of it, on the fastest machine too.
    std::this_thread::sleep_for(std::chrono::minutes(1));
    std::cout << x << '\n';
}

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    mp::Process p({.name = "demo"}, foo, 1);
    // A daemon does not outlive its parent; false unless set.
    p.daemon(true);
    p.start();
    std::cout << p.name() << '\n';
    std::cout << *p.pid() << '\n';
    std::cout << (p.is_alive() ? "True" : "False") << '\n';
    // SIGKILL.
    p.kill();
    // SIGTERM; it comes too late here, and does no harm.
    p.terminate();
    // Both only send a signal. Until join returns, exitcode() may be None and close() may refuse.
    p.join();
    std::cout << p.exitcode().value() << '\n';
    // Gives back what the Process object holds.
    p.close();
}
