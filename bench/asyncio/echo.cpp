// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/asyncio/run.hpp>
#include <quartet/asyncio/streams.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <utility>

#include "support/echo_load.hpp"
#include "support/row.hpp"

namespace {

// For messages of any size; each is of bench::echo_bytes.
constexpr std::size_t buffer_size = 4096;

namespace asyncio = quartet::asyncio;

asyncio::Coroutine<void> echo(asyncio::StreamReader reader, asyncio::StreamWriter writer)
{
    for (;;)
    {
        std::string const data = co_await reader.read(buffer_size);
        if (data.empty())
        {
            co_return;
        }
        writer.write(data);
        co_await writer.drain();
    }
}

asyncio::Coroutine<void> serve(int listener)
{
    asyncio::Server const server =
        co_await asyncio::start_server(echo, listener, {.backlog = 1000});
    co_await server.serve_forever();
}

void ours(int listener)
{
    asyncio::run(serve(listener));
}

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

asio::awaitable<void> asio_echo(tcp::socket socket)
{
    std::array<char, buffer_size> buffer;
    for (;;)
    {
        std::size_t const got =
            co_await socket.async_read_some(asio::buffer(buffer), asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(buffer, got), asio::use_awaitable);
    }
}

asio::awaitable<void> asio_serve(tcp::acceptor& acceptor)
{
    for (;;)
    {
        tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
        asio::co_spawn(acceptor.get_executor(), asio_echo(std::move(socket)), asio::detached);
    }
}

void asio_awaitable(int listener)
{
    asio::io_context io(1);
    tcp::acceptor acceptor(io, tcp::v4(), listener);
    asio::co_spawn(io, asio_serve(acceptor), asio::detached);
    io.run();
}

/// What `go build` makes of a file; one that does not exist if there is no go.
std::string go_program(std::string const& source)
{
    std::string const made = "build/bench/asyncio_echo_go";
    std::string const command =
        "test -x /usr/bin/go && GOCACHE=$PWD/build/bench/go /usr/bin/go build -o " + made + " '" +
        source + "'";
    static int const result = std::system(command.c_str());
    return result == 0 ? made : "no go";
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row(
        "asyncio.echo", "1000 connections, 64 B: a server's processor time per request", "us");
    row.ours([] { return bench::cpu_of_echo(ours); });
    row.peer("asio_awaitable", {.goal = 1.0, .least = 0.85}, [] {
        return bench::cpu_of_echo(asio_awaitable);
    });
    row.peer("uvloop", {.goal = 3, .least = 2}, [&] {
        return bench::cpu_of_echo(row.file("asyncio/echo.py"));
    });
    row.peer("go", {.goal = 1.0, .least = 0.7}, [&] {
        return bench::cpu_of_echo(std::vector{go_program(row.file("asyncio/echo.go"))});
    });
    // As little as can be done: what is above this is not the system's.
    row.peer("epoll", {.goal = 0.95, .least = 0.8}, [] {
        return bench::cpu_of_echo(bench::serve_by_epoll);
    });
    return row.run(argc, argv, 5);
}
