// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 22: one after the other

#include <quartet/asyncio.hpp>

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

asyncio::Coroutine<void> say(double delay, std::string what)
{
    co_await asyncio::sleep(delay);
    std::cout << what << '\n';
}

asyncio::Coroutine<void> amain()
{
    std::cout << "started at " << now() << '\n';
    co_await say(1, "hello");
    co_await say(2, "world");
    std::cout << "finished at " << now() << '\n';
}

int main()
{
    auto const loop = asyncio::get_event_loop();
    loop.run_until_complete(amain());
}
