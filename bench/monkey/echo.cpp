// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include "support/echo_load.hpp"
#include "support/row.hpp"

namespace {

/// As for one thread per connection.
void serve_one(int connection)
{
    char buffer[4096];
    ssize_t got;
    while ((got = ::read(connection, buffer, sizeof buffer)) > 0 &&
           ::write(connection, buffer, std::size_t(got)) == got)
    {}
    ::close(connection);
}

void ours(int listener)
{
    namespace gevent = quartet::gevent;
    gevent::monkey::patch_all();
    gevent::spawn([listener] {
        for (;;)
        {
            int const connection = ::accept(listener, nullptr, nullptr);
            gevent::spawn(serve_one, connection);
        }
    }).join();
}

}  // namespace

int main(int argc, char** argv)
{
    bench::row row(
        "monkey.echo",
        "blocking read and write, 1000 connections, 64 B: a server's processor time per request",
        "us");
    row.ours([] { return bench::cpu_of_echo(ours); });
    row.peer("epoll", {.goal = 0.9, .least = 0.8}, [] {
        return bench::cpu_of_echo(bench::serve_by_epoll);
    });
    row.peer("gevent", {.goal = 2.2, .least = 1.6}, [&] {
        return bench::cpu_of_echo(row.file("gevent/echo.py"));
    });
    return row.run(argc, argv, 5);
}
