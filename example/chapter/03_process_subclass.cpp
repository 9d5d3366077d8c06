// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 3: a class that is a process

#include <quartet/multiprocessing.hpp>

#include <iostream>
#include <string>
#include <unistd.h>

namespace mp = quartet::multiprocessing;

class Foo : public mp::ProcessType<Foo>
{
public:
    Foo() = default;

    explicit Foo(std::string const& who) { name(who); }

    void run() override
    {
        std::cout << "name: " << name() << '\n';
        std::cout << "sub process: " << getpid() << '\n';
    }

    // The name belongs to Process and travels with it; Foo has no data of its own.
    template <class Archive>
    void serialize(Archive&, unsigned)
    {}
};

int main(int argc, char** argv)
{
    mp::freeze_support(argc, argv);
    std::cout << "parent process: " << getpid() << '\n';
    Foo p("bob");
    p.start();
    // Nothing more to do: at its end a program joins the processes that still run.
}
