// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What Ctrl-C does to asyncio::run(). The argument says what the program does about it.
#include <quartet/asyncio.hpp>

#include <csignal>
#include <cstring>
#include <iostream>
#include <string>
#include <unistd.h>

namespace asyncio = quartet::asyncio;

namespace {

asyncio::Coroutine<void> beside()
{
    try
    {
        co_await asyncio::sleep(std::nullopt);
    }
    catch (asyncio::CancelledError const&)
    {
        std::cout << "beside cancelled" << std::endl;
        throw;
    }
}

asyncio::Coroutine<int> amain(std::string what)
{
    asyncio::create_task(beside());
    co_await asyncio::sleep(0);
    std::cout << "running" << std::endl;
    while (what == "stuck")
    {
        ::usleep(1000);
    }
    try
    {
        co_await asyncio::sleep(std::nullopt);
    }
    catch (asyncio::CancelledError const&)
    {
        std::cout << "cancelled" << std::endl;
        if (what != "swallows")
        {
            throw;
        }
    }
    co_return 7;
}

}  // namespace

int main(int argc, char** argv)
{
    std::string const what = argc > 1 ? argv[1] : "";
    if (what == "own handler")
    {
        std::signal(SIGINT, [](int) { ::_exit(9); });
    }
    try
    {
        int const result = asyncio::run(amain(what));
        std::cout << "result " << result << std::endl;
    }
    catch (quartet::KeyboardInterrupt const&)
    {
        std::cout << "KeyboardInterrupt" << std::endl;
    }
    struct sigaction after = {};
    ::sigaction(SIGINT, nullptr, &after);
    return after.sa_handler == SIG_DFL ? 0 : 1;
}
