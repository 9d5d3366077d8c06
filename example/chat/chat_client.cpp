// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// Somebody in the room of chat_server.
//
//   chat_client NAME PORT     says what comes from standard input, and prints what others say
//
// It ends with its standard input, or when the server is gone.
#include <quartet/asyncio.hpp>

#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

namespace asyncio = quartet::asyncio;

namespace {

asyncio::Coroutine<asyncio::StreamReader> standard_input()
{
    asyncio::StreamReader reader;
    auto const protocol = std::make_shared<asyncio::StreamReaderProtocol>(reader);
    auto const factory = [protocol] { return protocol; };
    co_await asyncio::get_running_loop().connect_read_pipe(factory, ::dup(0));
    co_return reader;
}

asyncio::Coroutine<void> say(asyncio::StreamReader from, asyncio::StreamWriter to)
{
    while (auto line = co_await from.next())
    {
        to.write(*line);
        co_await to.drain();
    }
}

asyncio::Coroutine<void> print(asyncio::StreamReader from)
{
    while (auto line = co_await from.next())
    {
        std::cout << *line << std::flush;
    }
}

asyncio::Coroutine<void> talk(std::string name, int port)
{
    auto const [reader, writer] = co_await asyncio::open_connection("127.0.0.1", port);
    asyncio::StreamReader const input = co_await standard_input();
    writer.write(name + "\n");
    auto const says = asyncio::create_task(say(input, writer));
    auto const prints = asyncio::create_task(print(reader));
    auto const both = std::vector<asyncio::task>{says, prints};
    co_await asyncio::wait(both, {}, asyncio::FIRST_COMPLETED);
    writer.close();
    prints.cancel();
    says.cancel();
    co_await asyncio::gather(asyncio::return_exceptions, says, prints);
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3)
    {
        std::cerr << "usage: chat_client NAME PORT\n";
        return 1;
    }
    try
    {
        asyncio::run(talk(argv[1], std::stoi(argv[2])));
    }
    catch (std::exception const& error)
    {
        std::cerr << "chat_client: " << error.what() << '\n';
        return 1;
    }
}
