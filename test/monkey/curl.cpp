// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// libcurl, as it is, in greenlets.
#include <quartet/gevent.hpp>

#include <boost/test/unit_test.hpp>

#include <climits>
#include <csignal>
#include <cstring>
#include <functional>
#include <netdb.h>
#include <netinet/in.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "support/download.hpp"
#include "support/heartbeat.hpp"
#include "support/patched.hpp"
#include "support/web_server.hpp"

namespace gevent = quartet::gevent;
using quartet_test::download;
using quartet_test::downloaded;
using quartet_test::web_server;

namespace {

/// Downloads many different pages of a server at the same time. @return how many are right.
/// @param kind what their names begin with.
int download_many(
    int how_many,
    web_server const& server,
    std::string const& kind,
    std::string const& host,
    std::function<void(CURL*)> const& set_up)
{
    auto const name = [&](std::size_t number) { return kind + std::to_string(number) + '.'; };
    std::vector<gevent::Greenlet<downloaded>> all;
    for (int i = 0; i != how_many; ++i)
    {
        all.push_back(gevent::spawn(
            [&, url = server.url(name(all.size()), host)] { return download(url, set_up); }));
    }
    int right = 0;
    for (std::size_t i = 0; i != all.size(); ++i)
    {
        downloaded const page = all[i].get();
        BOOST_CHECK_MESSAGE(page.code == CURLE_OK, ::curl_easy_strerror(page.code));
        right += page.body == web_server::body(name(i));
    }
    return right;
}

int download_a_hundred(
    web_server const& server,
    std::string const& host = "127.0.0.1",
    std::function<void(CURL*)> const& set_up = [](CURL*) {})
{
    return download_many(100, server, "page", host, set_up);
}

void raise_limit_of_descriptors()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// What has come is seen before all has.
std::function<void(CURL*)> into(std::string& body)
{
    return [&body](CURL* easy) { ::curl_easy_setopt(easy, CURLOPT_WRITEDATA, &body); };
}

/// How many requests it has had at the same time.
int most_requests(
    web_server const& server, std::function<void(CURL*)> const& set_up = [](CURL*) {})
{
    return std::stoi(download(server.url("most"), set_up).body);
}

/// This machine's, if it means 127.0.0.1: libcurl does not look up "localhost".
std::string another_name_of_loopback()
{
    char name[HOST_NAME_MAX + 1] = "";
    ::gethostname(name, sizeof name);
    hostent const* const host = ::gethostbyname(name);
    in_addr const loopback{htonl(INADDR_LOOPBACK)};
    bool const is_loopback = host != nullptr && host->h_addrtype == AF_INET &&
                             std::memcmp(host->h_addr_list[0], &loopback, sizeof loopback) == 0;
    return is_loopback ? name : "";
}

/// libcurl opens some files when it is used first.
struct curl_at_work : quartet_test::patched
{
    curl_at_work() { ::curl_global_init(CURL_GLOBAL_DEFAULT); }
};

struct with_curl : quartet_test::ends, curl_at_work, quartet_test::leaves_no_descriptor
{};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_curl, with_curl)

BOOST_AUTO_TEST_CASE(a_hundred_downloads_wait_together_and_the_heart_goes_on)
{
    web_server const server("0.5");
    double const share =
        quartet_test::share_of_heartbeats([&] { BOOST_TEST(download_a_hundred(server) == 100); });
    BOOST_TEST(share >= quartet_test::least_share);
    BOOST_TEST(most_requests(server) == 100);
}

BOOST_AUTO_TEST_CASE(the_same_by_https)
{
    quartet_test::certificate const its;
    web_server const server("0.5", its);
    auto const trusted = [&](CURL* easy) {
        ::curl_easy_setopt(easy, CURLOPT_CAINFO, its.file.c_str());
    };
    BOOST_TEST(download(server.url("x")).code == CURLE_PEER_FAILED_VERIFICATION);
    double const share = quartet_test::share_of_heartbeats(
        [&] { BOOST_TEST(download_a_hundred(server, "127.0.0.1", trusted) == 100); });
    BOOST_TEST(share >= quartet_test::least_share);
    BOOST_TEST(most_requests(server, trusted) > 50);  // the handshakes take their time
}

BOOST_AUTO_TEST_CASE(
    the_same_where_a_thread_of_libcurls_looks_up_the_name,
    *boost::unit_test::precondition([](auto) { return !another_name_of_loopback().empty(); }))
{
    web_server const server("0.5");
    double const share = quartet_test::share_of_heartbeats(
        [&] { BOOST_TEST(download_a_hundred(server, another_name_of_loopback()) == 100); });
    BOOST_TEST(share >= quartet_test::least_share);
    BOOST_TEST(most_requests(server) > 50);
}

BOOST_AUTO_TEST_CASE(a_thousand_downloads_wait_for_one_another)
{
    raise_limit_of_descriptors();
    constexpr int number = quartet_test::is_under_sanitizer ? 100 : 1000;
    web_server const server("0.01");
    BOOST_TEST(
        download_many(number, server, "all" + std::to_string(number) + '.', "127.0.0.1", [](CURL*) {
        }) == number);
}

BOOST_AUTO_TEST_CASE(libcurl_may_use_signals)
{
    // It ignores SIGPIPE meanwhile, and then puts back what it has found.
    web_server const server("0.1");
    auto const with_signals = [](CURL* easy) { ::curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 0L); };
    BOOST_TEST(download_a_hundred(server, "127.0.0.1", with_signals) == 100);
    struct sigaction now = {};
    ::sigaction(SIGPIPE, nullptr, &now);
    BOOST_TEST((now.sa_handler == SIG_IGN));
}

BOOST_AUTO_TEST_CASE(a_download_that_is_killed_in_the_middle_ends_and_leaves_nothing)
{
    web_server const server("0");
    std::string begin;
    CURLcode code = CURLE_OK;
    bool has_gone_on = false;
    auto downloads = gevent::spawn([&] {
        code = download(server.url("half"), into(begin)).code;
        gevent::sleep(0);
        has_gone_on = true;
    });
    while (begin.empty())
    {
        gevent::sleep(0.001);
    }
    downloads.kill();
    BOOST_TEST(code != CURLE_OK);
    BOOST_TEST(!has_gone_on);
    BOOST_TEST(begin.size() < web_server::body("half").size());
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_a_download_in_the_middle)
{
    web_server const server("0");
    std::string begin;
    auto downloads = gevent::spawn([&] {
        gevent::Timeout limit;
        CURLcode const code = download(server.url("half"), [&](CURL* easy) {
                                  into(begin)(easy);
                                  limit = gevent::Timeout::start_new(0.05);
                              }).code;
        return code;
    });
    BOOST_TEST(downloads.get() != CURLE_OK);
    BOOST_TEST(begin.size() < web_server::body("half").size());
}

BOOST_AUTO_TEST_CASE(libcurls_own_time_limits_hold)
{
    web_server const server("1000");
    auto const limited = [](CURL* easy) { ::curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30L); };
    auto first = gevent::spawn([&] { return download(server.url("x"), limited).code; });
    auto second = gevent::spawn([&] { return download(server.url("x"), limited).code; });
    BOOST_TEST(first.get() == CURLE_OPERATION_TIMEDOUT);
    BOOST_TEST(second.get() == CURLE_OPERATION_TIMEDOUT);
}

BOOST_AUTO_TEST_SUITE_END()
