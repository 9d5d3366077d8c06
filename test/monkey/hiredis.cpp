// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// hiredis, as it is, in greenlets.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstdarg>
#include <hiredis/hiredis.h>
#include <memory>
#include <string>
#include <vector>

#include "support/heartbeat.hpp"
#include "support/patched.hpp"
#include "support/redis_server.hpp"

namespace gevent = quartet::gevent;
using quartet_test::redis_connection;
using quartet_test::redis_server;

namespace {

using reply = std::unique_ptr<redisReply, quartet_test::redis_release>;

template <class... Args>
reply command(redis_connection const& of, char const* text, Args... args)
{
    return reply(static_cast<redisReply*>(::redisCommand(of.get(), text, args...)));
}

struct with_server
{
    with_server() { server = std::make_unique<redis_server>(); }
    ~with_server() { server.reset(); }

    static inline std::unique_ptr<redis_server> server;
};

/// What somebody pushes into the list while it waits, or "".
std::string pop(redis_connection const& from, int list)
{
    reply const got = command(from, "BLPOP list%d 0", list);
    return got != nullptr && got->type == REDIS_REPLY_ARRAY ? got->element[1]->str : "";
}

/// How many of twenty get what is pushed when all wait.
int pop_twenty(bool has_limit)
{
    std::vector<gevent::Greenlet<bool>> all;
    for (int i = 0; i != 20; ++i)
    {
        all.push_back(gevent::spawn([=] {
            redis_connection const mine = with_server::server->connect();
            timeval const limit{1000, 0};
            return (!has_limit || ::redisSetTimeout(mine.get(), limit) == REDIS_OK) &&
                   pop(mine, i) == "item" + std::to_string(i);
        }));
    }
    redis_connection const other = with_server::server->connect();
    std::string const waiting = "blocked_clients:20";
    for (std::string clients; clients.find(waiting) == clients.npos;)
    {
        clients = command(other, "INFO clients")->str;
    }
    gevent::sleep(0.2);
    for (int i = 20; i-- != 0;)
    {
        command(other, "RPUSH list%d item%d", i, i);
    }
    int right = 0;
    for (auto const& each : all)
    {
        right += each.get();
    }
    return right;
}

void check_twenty(bool has_limit)
{
    double const share =
        quartet_test::share_of_heartbeats([&] { BOOST_TEST(pop_twenty(has_limit) == 20); });
    BOOST_TEST(share >= quartet_test::least_share);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(monkey_hiredis, *boost::unit_test::fixture<with_server>())
BOOST_FIXTURE_TEST_SUITE(patched, quartet_test::patched_and_leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(twenty_wait_together_and_the_heart_goes_on)
{
    check_twenty(false);
}

BOOST_AUTO_TEST_CASE(the_same_with_a_time_limit)
{
    check_twenty(true);
}

BOOST_AUTO_TEST_CASE(a_time_limit_that_is_over_is_an_error_of_hiredis)
{
    int error = 0;
    bool has_run = false;
    auto pops = gevent::spawn([&] {
        redis_connection const mine = with_server::server->connect();
        ::redisSetTimeout(mine.get(), timeval{0, 10'000});
        errno = 0;
        bool const is_null = command(mine, "BLPOP none 0") == nullptr;
        error = is_null && mine->err == REDIS_ERR_IO ? errno : 0;
    });
    auto other = gevent::spawn([&] { has_run = !pops.ready(); });
    pops.join();
    other.join();
    BOOST_TEST(error == EAGAIN);
    BOOST_TEST(has_run);
}

BOOST_AUTO_TEST_CASE(one_who_is_killed_ends)
{
    bool is_null = false;
    auto pops = gevent::spawn([&] {
        redis_connection const mine = with_server::server->connect();
        is_null = command(mine, "BLPOP none 0") == nullptr;
        gevent::sleep(0);
    });
    redis_connection const other = with_server::server->connect();
    std::string const waiting = "blocked_clients:1";
    for (std::string clients; clients.find(waiting) == clients.npos;)
    {
        clients = command(other, "INFO clients")->str;
    }
    pops.kill();
    BOOST_TEST(is_null);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
