// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// libcurl, libpq and hiredis, as they are, where it takes long to look up names: this program has a
// getaddrinfo of its own, which stands before that of the C library.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <ctime>
#include <dlfcn.h>
#include <hiredis/hiredis.h>
#include <libpq-fe.h>
#include <memory>
#include <netdb.h>
#include <semaphore.h>
#include <string>
#include <string_view>
#include <vector>

#include "support/download.hpp"
#include "support/patched.hpp"
#include "support/web_server.hpp"

namespace gevent = quartet::gevent;
using quartet_test::download;
using quartet_test::web_server;

namespace {

/// Lookups of the one name that is slow, and means 127.0.0.1.
struct slow_lookups
{
    slow_lookups()
    {
        begun = 0;
        has_given_up = false;
        ::sem_init(&permits, 0, 0);
    }
    ~slow_lookups() { ::sem_destroy(&permits); }

    static void finish(int how_many)
    {
        for (int i = 0; i != how_many; ++i)
        {
            ::sem_post(&permits);
        }
    }

    static void wait_for_permit()
    {
        // Where a lookup blocks who would permit it, the test fails, and ends.
        timespec end{};
        ::clock_gettime(CLOCK_REALTIME, &end);
        end.tv_sec += 60;
        ++begun;
        if (::sem_timedwait(&permits, &end) != 0)
        {
            has_given_up = true;
        }
    }

    static void until_begun(int how_many)
    {
        while (begun < how_many && !has_given_up)
        {
            gevent::sleep(0.001);
        }
    }

    static constexpr char const* name = "slow.test";
    static inline sem_t permits;
    static inline std::atomic<int> begun = 0;
    static inline std::atomic<bool> has_given_up = false;
};

constexpr int clients = 10;

/// All look up the name at the same time, and go on. @return how many are right.
template <class Client>
int run_clients(Client client)
{
    std::vector<gevent::Greenlet<bool>> all;
    for (int i = 0; i != clients; ++i)
    {
        all.push_back(gevent::spawn(client));
    }
    slow_lookups::until_begun(clients);
    BOOST_TEST(slow_lookups::begun == clients);
    slow_lookups::finish(clients);
    int right = 0;
    for (auto const& each : all)
    {
        right += each.get();
    }
    BOOST_TEST(!slow_lookups::has_given_up);
    return right;
}

struct curl_at_work : quartet_test::patched
{
    curl_at_work() { ::curl_global_init(CURL_GLOBAL_DEFAULT); }
};

struct with_slow_lookups : quartet_test::ends,
                           curl_at_work,
                           quartet_test::leaves_no_descriptor,
                           slow_lookups
{};

}  // namespace

extern "C" __attribute__((visibility("default"))) int
getaddrinfo(char const* node, char const* service, addrinfo const* hints, addrinfo** result)
{
    static auto* const next =
        reinterpret_cast<decltype(&::getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    bool const is_slow = node != nullptr && node == std::string_view(slow_lookups::name);
    if (is_slow && (hints == nullptr || (hints->ai_flags & AI_NUMERICHOST) == 0))
    {
        slow_lookups::wait_for_permit();
        return next("127.0.0.1", service, hints, result);
    }
    return next(node, service, hints, result);
}

BOOST_FIXTURE_TEST_SUITE(monkey_slow_names, with_slow_lookups)

BOOST_AUTO_TEST_CASE(lookups_of_libcurl_wait_together)
{
    web_server const server("0");
    BOOST_TEST(run_clients([&] {
                   return download(server.url("page", name)).body == web_server::body("page");
               }) == clients);
}

BOOST_AUTO_TEST_CASE(lookups_of_libpq_wait_together)
{
    // To find that nobody is there, they have to look it up.
    std::string const nobody = "port=1 connect_timeout=60 host=" + std::string(name);
    BOOST_TEST(run_clients([&] {
                   std::unique_ptr<PGconn, decltype(&::PQfinish)> const mine(
                       ::PQconnectdb(nobody.c_str()), ::PQfinish);
                   std::string const why = ::PQerrorMessage(mine.get());
                   return why.find("127.0.0.1") != why.npos && why.find("refused") != why.npos;
               }) == clients);
}

BOOST_AUTO_TEST_CASE(lookups_of_hiredis_wait_together)
{
    BOOST_TEST(run_clients([] {
                   std::unique_ptr<redisContext, decltype(&::redisFree)> const mine(
                       ::redisConnect(name, 1), ::redisFree);
                   return mine->err == REDIS_ERR_IO &&
                          std::string(mine->errstr).find("refused") != std::string::npos;
               }) == clients);
}

BOOST_AUTO_TEST_CASE(a_lookup_that_outlives_the_time_limit_of_libcurl_blocks_nobody_else)
{
    // libcurl joins its thread, which is still in the lookup.
    web_server const server("0");
    auto slow = gevent::spawn([&] {
        return download(
                   server.url("page", name),
                   [](CURL* easy) { ::curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 20L); })
            .code;
    });
    until_begun(1);
    BOOST_TEST(download(server.url("page")).body == web_server::body("page"));
    gevent::sleep(0.1);  // the limit is over
    BOOST_TEST(download(server.url("page")).body == web_server::body("page"));
    finish(1);
    BOOST_TEST(slow.get() == CURLE_OPERATION_TIMEDOUT);
    BOOST_TEST(!has_given_up);
}

BOOST_AUTO_TEST_CASE(who_is_killed_in_a_lookup_of_libcurl_blocks_nobody_else)
{
    web_server const server("0");
    auto slow = gevent::spawn([&] { download(server.url("page", name)); });
    until_begun(1);
    slow.kill(nullptr, false);
    gevent::sleep(0.01);
    BOOST_TEST(download(server.url("page")).body == web_server::body("page"));
    finish(1);
    slow.join();
    BOOST_TEST(!has_given_up);
}

BOOST_AUTO_TEST_SUITE_END()
