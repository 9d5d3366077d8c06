// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 23: two tasks at the same time

#include <quartet/asyncio.hpp>

#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <string>

namespace asyncio = quartet::asyncio;

auto now()
{
    std::time_t const seconds = std::time(nullptr);
    return std::put_time(std::localtime(&seconds), "%X");
}

asyncio::Coroutine<void> say_after(double delay, std::string what)
{
    co_await asyncio::sleep(delay);
    std::cout << what << '\n';
}

asyncio::Coroutine<void> amain()
{
    std::cout << "started at " << now() << '\n';
    auto const t1 = asyncio::create_task(say_after(1, "hello"));
    auto const t2 = asyncio::create_task(say_after(2, "hello"));
    co_await t1;
    co_await t2;
    std::cout << "finished at " << now() << '\n';
}

int main()
{
    auto const start = std::chrono::steady_clock::now();
    asyncio::run(amain());
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - start;
    std::cout << (took.count() < 3 ? "less than" : "not less than") << " 3 s\n";
}
