// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// "unfrozen METHOD": starts a process, and its main does not call freeze_support().
#include <quartet/multiprocessing.hpp>

#include <iostream>

namespace mp = quartet::multiprocessing;

int main(int, char** argv)
{
    std::cout << "main\n";
    auto p = mp::get_context(argv[1]).Process([] {});
    try
    {
        p.start();
        p.join();
        std::cout << "exit code " << p.exitcode().value() << '\n';
    }
    catch (quartet::RuntimeError const& error)
    {
        std::cout << "RuntimeError: " << error.what();
    }
}
