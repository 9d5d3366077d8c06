// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <quartet/asyncio.hpp>
#include <iostream>

namespace asyncio = quartet::asyncio;
using asyncio::subprocess::PIPE;

asyncio::Coroutine<int> square(int x)
{
    co_await asyncio::sleep(0.01 * x);        // others run meanwhile
    co_return x * x;
}

asyncio::Coroutine<void> amain()
{
    auto three = asyncio::create_task(square(3));
    auto [a, b] = co_await asyncio::gather(square(1), square(2));
    std::cout << a << ' ' << b << ' ' << co_await three << '\n';

    try { co_await asyncio::wait_for(square(1000), 0.05); }
    catch (asyncio::TimeoutError const& e) { std::cout << e.what() << '\n'; }

    asyncio::Queue<int> jobs;
    auto worker = [&]() -> asyncio::Coroutine<void> {
        for (;;)
        {
            int job = co_await jobs.get();
            std::cout << "job " << job << '\n';
        }
    };
    auto both = [&](asyncio::TaskGroup& group) -> asyncio::Coroutine<void> {
        auto works = group.create_task(worker());
        for (int i = 0; i < 2; ++i) co_await jobs.put(i);
        std::cout << co_await asyncio::to_thread([] { return "from a thread"; }) << '\n';
        works.cancel();
    };
    co_await asyncio::with(asyncio::TaskGroup(), both);  // waits for all

    auto echo = [](asyncio::StreamReader reader, asyncio::StreamWriter writer) -> asyncio::Coroutine<void> {
        while (auto line = co_await reader.next()) writer.write("you said: " + *line);
    };
    auto server = co_await asyncio::start_server(echo, "127.0.0.1", 0);
    auto [reader, writer] = co_await asyncio::open_connection(
        "127.0.0.1", server.sockets().front().getsockname().port());
    writer.write("hello\n");
    std::cout << co_await reader.readline();

    auto sort = co_await asyncio::create_subprocess_exec({.stdin_ = PIPE, .stdout_ = PIPE}, "sort", "-n");
    auto [sorted, errors] = co_await sort.communicate("10\n2\n");
    std::cout << sorted;
}

int main()
{
    asyncio::run(amain());
}
