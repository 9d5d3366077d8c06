// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 18: a coroutine object

#include <quartet/asyncio.hpp>

#include <iostream>

namespace asyncio = quartet::asyncio;

asyncio::Coroutine<void> say(double delay)
{
    co_await asyncio::sleep(delay);
}

int main()
{
    std::cout << say(1) << '\n';
}
