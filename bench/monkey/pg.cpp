// Copyright (c) 2026 the quartet authors
// Distributed under the Boost Software License, Version 1.0.

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <cstdlib>
#include <libpq-fe.h>
#include <string>
#include <thread>
#include <vector>

#include "support/postgres_server.hpp"
#include "support/row.hpp"

namespace {

namespace gevent = quartet::gevent;

constexpr int clients = 20;
constexpr int rounds = 20;

std::vector<PGconn*> connections;

void ask(int client)
{
    for (int i = 0; i != rounds; ++i)
    {
        PGresult* const answer = ::PQexec(connections[std::size_t(client)], "select pg_sleep(0.1)");
        if (::PQresultStatus(answer) != PGRES_TUPLES_OK)
        {
            std::abort();
        }
        ::PQclear(answer);
    }
}

void ours()
{
    std::vector<gevent::Greenlet<>> all;
    for (int i = 0; i != clients; ++i)
    {
        all.push_back(gevent::spawn(ask, i));
    }
    gevent::joinall(all);
}

void by_threads()
{
    std::vector<std::thread> all;
    for (int i = 0; i != clients; ++i)
    {
        all.emplace_back(ask, i);
    }
    for (std::thread& each : all)
    {
        each.join();
    }
}

}  // namespace

int main(int argc, char** argv)
{
    quartet_test::postgres_server const server;
    for (int i = 0; i != clients; ++i)
    {
        connections.push_back(::PQconnectdb(server.by_tcp().c_str()));
    }
    bench::row row("monkey.pg", "20 times 20 PQexec of pg_sleep(0.1)", "ms");
    row.ours([] {
        gevent::monkey::patch_all();
        double const result = 1e3 * bench::seconds(1, ours);
        gevent::monkey::unpatch_all();
        return result;
    });
    row.peer(
        "threads", {.goal = 1.0, .least = 0.9}, [] { return 1e3 * bench::seconds(1, by_threads); });
    int const result = row.run(argc, argv, 3);
    for (PGconn* const each : connections)
    {
        ::PQfinish(each);
    }
    return result;
}
