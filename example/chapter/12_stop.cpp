// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 12: a thread that can be told to stop

#include <quartet/threading.hpp>

#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

using quartet::threading::Thread;

class Foo : public Thread
{
public:
    explicit Foo(int i) { name(std::to_string(i)); }

    void run() override
    {
        // The condition comes last: stop() may be called before this thread runs for the first
        // time, and there is no GIL that keeps the caller from it.
        do
        {
            std::cout << "线程" + name() + '\n';
            std::this_thread::sleep_for(std::chrono::seconds(1));
        } while (!is_stop);
    }

    void stop() { is_stop = true; }

private:
    std::atomic<bool> is_stop = false;
};

int main()
{
    auto const t = std::make_shared<Foo>(1);
    t->start();
    t->stop();
}
