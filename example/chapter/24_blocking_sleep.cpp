// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 24: a sleep that blocks all tasks

#include <quartet/asyncio.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>

namespace asyncio = quartet::asyncio;

asyncio::Coroutine<void> say(double delay, std::string what)
{
    std::this_thread::sleep_for(std::chrono::duration<double>(delay));
    co_await asyncio::sleep(0);
    std::cout << what << '\n';
}

asyncio::Coroutine<void> amain()
{
    co_await asyncio::gather(say(1, "hello"), say(2, "world"));
}

int main()
{
    auto const start = std::chrono::steady_clock::now();
    asyncio::run(amain());
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - start;
    std::cout << (took.count() < 3 ? "less than" : "not less than") << " 3 s\n";
}
