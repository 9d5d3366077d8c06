// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// libpq, as it is, in greenlets.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <libpq-fe.h>
#include <memory>
#include <string>
#include <vector>

#include "support/heartbeat.hpp"
#include "support/patched.hpp"
#include "support/postgres_server.hpp"

namespace gevent = quartet::gevent;
using quartet_test::postgres_server;

namespace {

struct release
{
    void operator()(PGconn* which) const { ::PQfinish(which); }
    void operator()(PGresult* which) const { ::PQclear(which); }
};
using connection = std::unique_ptr<PGconn, release>;
using result = std::unique_ptr<PGresult, release>;

/// Its first value, or what went wrong.
std::string ask(PGconn* of, std::string const& question)
{
    result const answer(::PQexec(of, question.c_str()));
    return ::PQresultStatus(answer.get()) == PGRES_TUPLES_OK ? ::PQgetvalue(answer.get(), 0, 0)
                                                             : ::PQerrorMessage(of);
}

/// Started for the first case, and stopped after the last.
struct with_server
{
    with_server() { server = std::make_unique<postgres_server>(); }
    ~with_server() { server.reset(); }

    static inline std::unique_ptr<postgres_server> server;
};

/// How many of twenty get their answer, while all wait at the same time.
int ask_twenty(std::string const& where, bool is_encrypted)
{
    std::vector<gevent::Greenlet<bool>> all;
    for (int i = 0; i != 20; ++i)
    {
        all.push_back(gevent::spawn([&, i] {
            connection const mine(::PQconnectdb(where.c_str()));
            bool const is_right =
                ask(mine.get(), "select pg_sleep(0.5)") == "" &&
                ask(mine.get(), "select 6 * " + std::to_string(i)) == std::to_string(6 * i);
            return is_right && (::PQsslInUse(mine.get()) != 0) == is_encrypted;
        }));
    }
    int right = 0;
    for (auto const& each : all)
    {
        right += each.get();
    }
    return right;
}

void check_twenty(std::string const& where, bool is_encrypted)
{
    double const share = quartet_test::share_of_heartbeats(
        [&] { BOOST_TEST(ask_twenty(where, is_encrypted) == 20); });
    BOOST_TEST(share >= quartet_test::least_share);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(monkey_pq, *boost::unit_test::fixture<with_server>())
BOOST_FIXTURE_TEST_SUITE(patched, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(twenty_wait_together_and_the_heart_goes_on)
{
    check_twenty(with_server::server->by_tcp(), false);
}

BOOST_AUTO_TEST_CASE(the_same_by_tls)
{
    check_twenty(with_server::server->by_tls(), true);
}

BOOST_AUTO_TEST_CASE(the_same_by_a_unix_socket)
{
    check_twenty(with_server::server->by_unix(), false);
}

BOOST_AUTO_TEST_CASE(one_who_is_killed_is_left_with_a_connection_that_can_be_closed)
{
    std::string answer;
    bool has_gone_on = false;
    auto asks = gevent::spawn([&] {
        connection const mine(::PQconnectdb(with_server::server->by_tcp().c_str()));
        answer = ask(mine.get(), "select pg_sleep(1000)");
        gevent::sleep(0);
        has_gone_on = true;
    });
    connection const other(::PQconnectdb(with_server::server->by_tcp().c_str()));
    while (ask(other.get(), "select count(*) from pg_stat_activity where wait_event = 'PgSleep'") !=
           "1")
    {}
    asks.kill();
    BOOST_TEST(!answer.empty());
    BOOST_TEST(!has_gone_on);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
