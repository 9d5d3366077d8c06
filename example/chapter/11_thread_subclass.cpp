// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 11: a class that is a thread

#include <quartet/threading.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

using quartet::threading::Thread;

class Foo : public Thread
{
public:
    explicit Foo(int i) { name(std::to_string(i)); }

    void run() override { std::cout << "线程" + name() + '\n'; }
};

int main()
{
    std::vector<std::shared_ptr<Foo>> ts;
    for (int i = 0; i < 5; ++i)
    {
        // Shared, so that the running thread keeps its object alive, as in Python. An object in a
        // local variable would have to be joined.
        auto const t = std::make_shared<Foo>(i);
        t->start();
        ts.push_back(t);
    }
}
