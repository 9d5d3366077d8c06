// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent.hpp>
#include <quartet/gevent/socket.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "support/leaves_no_descriptor.hpp"
#include "support/sockets.hpp"

namespace {

using namespace quartet_test;
using quartet::OSError;
using quartet::TimeoutError;
using quartet::ValueError;
using socket::address;

BOOST_FIXTURE_TEST_SUITE(socket_names, leaves_no_descriptor)

BOOST_AUTO_TEST_CASE(numbers_are_resolved_at_once)
{
    auto const all = socket::getaddrinfo("127.0.0.1", 80, 0, SOCK_STREAM);
    BOOST_TEST(all.size() == 1);
    BOOST_TEST(all[0].where == address("127.0.0.1", 80));
    BOOST_TEST(all[0].proto == IPPROTO_TCP);
    BOOST_TEST(socket::gethostbyname("127.0.0.1") == "127.0.0.1");
    auto const [host, port] =
        socket::getnameinfo({"127.0.0.1", 80}, NI_NUMERICHOST | NI_NUMERICSERV);
    BOOST_TEST(host == "127.0.0.1");
    BOOST_TEST(port == "80");
    BOOST_TEST(
        socket::getaddrinfo(std::nullopt, 80, AF_INET, SOCK_STREAM)[0].where ==
        address("127.0.0.1", 80));
}

BOOST_AUTO_TEST_CASE(names_are_resolved_while_others_run)
{
    auto resolves = gevent::spawn([] { return socket::gethostbyname("localhost"); });
    gevent::sleep(0);
    BOOST_TEST(resolves.get() == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_has_is_a_gaierror)
{
    BOOST_CHECK_EXCEPTION(
        socket::getaddrinfo("no.such.host.invalid", 80),
        socket::gaierror,
        [](socket::gaierror const& error) {
            return error.code().value() < 0 &&
                   std::string(error.what()).find("no.such.host.invalid") != std::string::npos;
        });
    socket::socket const s;
    BOOST_CHECK_THROW(s.connect({"no.such.host.invalid", 80}), OSError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
