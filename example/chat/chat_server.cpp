// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// A room in which everybody hears what the others say.
//
//   chat_server [PORT]        on this machine; without a port, on any that is free
//
// A client sends its name, and then what it says, a line each. Each has two tasks: one hears it, the
// other one sends it what is said. Who does not take what is sent is shown out, so that nobody waits
// for him.
#include <quartet/asyncio.hpp>

#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace asyncio = quartet::asyncio;

namespace {

constexpr int most_unheard = 100;  // lines

class room
{
public:
    asyncio::Coroutine<void> welcome(asyncio::StreamReader reader, asyncio::StreamWriter writer)
    {
        std::string const name = without_end(co_await reader.readline());
        if (name.empty() || guests_.contains(name))
        {
            writer.write("* this name will not do\n");
            co_return;
        }
        auto const me = std::make_shared<guest>(writer);
        me->unheard.put_nowait("* welcome, " + name + "\n");
        guests_.emplace(name, me);
        say("* " + name + " is here\n", name);
        auto const hears = asyncio::create_task(hear(reader, name));
        auto const sends = asyncio::create_task(send(me));
        auto const both = std::vector<asyncio::task>{hears, sends};
        co_await asyncio::wait(both, {}, asyncio::FIRST_COMPLETED);
        guests_.erase(name);
        hears.cancel();
        sends.cancel();
        co_await asyncio::gather(asyncio::return_exceptions, hears, sends);
        say("* " + name + " has left\n", name);
    }

private:
    struct guest
    {
        explicit guest(asyncio::StreamWriter to)
            : writer(std::move(to))
        {}
        asyncio::StreamWriter const writer;
        asyncio::Queue<std::string> unheard{most_unheard};
    };

    static std::string without_end(std::string line)
    {
        while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        {
            line.pop_back();
        }
        return line;
    }

    void say(std::string const& line, std::string const& but_not_to)
    {
        for (auto const& [name, other] : guests_)
        {
            if (name == but_not_to)
            {
                continue;
            }
            if (other->unheard.full())
            {
                other->writer.transport().abort();  // ends both tasks
            }
            else
            {
                other->unheard.put_nowait(line);
            }
        }
    }

    asyncio::Coroutine<void> hear(asyncio::StreamReader reader, std::string name)
    {
        while (auto line = co_await reader.next())
        {
            say(name + ": " + without_end(*line) + "\n", name);
        }
    }

    static asyncio::Coroutine<void> send(std::shared_ptr<guest> to)
    {
        for (;;)
        {
            to->writer.write(co_await to->unheard.get());
            co_await to->writer.drain();
        }
    }

    std::map<std::string, std::shared_ptr<guest>> guests_;
};

asyncio::Coroutine<void> serve(int port)
{
    room here;
    auto const welcome = [&](asyncio::StreamReader reader, asyncio::StreamWriter writer) {
        return here.welcome(std::move(reader), std::move(writer));
    };
    asyncio::Server const server = co_await asyncio::start_server(welcome, "127.0.0.1", port);
    std::cout << "listening on " << server.sockets().front().getsockname() << std::endl;
    co_await server.serve_forever();
}

}  // namespace

int main(int argc, char** argv)
{
    try
    {
        asyncio::run(serve(argc > 1 ? std::stoi(argv[1]) : 0));
    }
    catch (std::exception const& error)
    {
        std::cerr << "chat_server: " << error.what() << '\n';
        return 1;
    }
}
