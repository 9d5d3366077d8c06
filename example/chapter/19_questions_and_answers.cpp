// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Listing 19: questions and answers in turn

#include <quartet/asyncio.hpp>

#include <iostream>

namespace asyncio = quartet::asyncio;

int total = 4;

asyncio::Coroutine<void> ask()
{
    for (int i = 1; i < total; ++i)
    {
        std::cout << "问题" << i << '\n';
        co_await asyncio::sleep(1);
    }
}

asyncio::Coroutine<void> answer()
{
    for (int i = 1; i < total; ++i)
    {
        std::cout << "回答" << i << '\n';
        co_await asyncio::sleep(1);
    }
}

int main()
{
    auto ask1 = ask();
    auto answer1 = answer();
    auto const loop = asyncio::get_event_loop();
    auto const ask_task = asyncio::ensure_future(std::move(ask1));
    auto const answer_task = asyncio::ensure_future(std::move(answer1));
    loop.run_until_complete(ask_task);
    loop.run_until_complete(answer_task);
}
