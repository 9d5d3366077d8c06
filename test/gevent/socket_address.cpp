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

std::string text_of(address const& of)
{
    std::ostringstream out;
    out << of;
    return out.str();
}

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(an_address_is_printed_as_one_writes_it)
{
    BOOST_TEST(text_of({"127.0.0.1", 80}) == "127.0.0.1:80");
    BOOST_TEST(text_of({"::1", 80}) == "[::1]:80");
    BOOST_TEST(text_of({"", 80}) == "0.0.0.0:80");
    BOOST_TEST(text_of({"localhost", 80}) == "localhost:80");
    BOOST_TEST(text_of(address("/tmp/x")) == "/tmp/x");
    BOOST_TEST(text_of(address(std::string("\0x", 2))) == "@x");
}

BOOST_AUTO_TEST_CASE(addresses_are_compared)
{
    BOOST_TEST(address("127.0.0.1", 80) == address("127.0.0.1", 80));
    BOOST_TEST(address("127.0.0.1", 80) != address("127.0.0.2", 80));
    BOOST_TEST(address("127.0.0.1", 80) != address("127.0.0.1", 81));
    BOOST_TEST(address("/a") != address("/b"));
    std::set<address> const all{{"127.0.0.1", 2}, {"127.0.0.1", 1}, {"127.0.0.1", 2}};
    BOOST_TEST(all.size() == 2);
}

BOOST_AUTO_TEST_CASE(an_address_survives_the_system)
{
    for (address const& each :
         {address("10.1.2.3", 4567),
          address("fe80::1", 4567),
          address("/tmp/x"),
          address(std::string("\0abstract", 9))})
    {
        sockaddr_storage storage;
        socklen_t const size = each.store(storage);
        BOOST_TEST(address(reinterpret_cast<sockaddr*>(&storage), size) == each);
    }
}

BOOST_AUTO_TEST_CASE(a_bad_address_is_refused_with_its_value)
{
    auto const names = [](std::string const& what) {
        return [what](ValueError const& error) {
            return std::string(error.what()).find(what) != std::string::npos;
        };
    };
    BOOST_CHECK_EXCEPTION(address("127.0.0.1", 65536), ValueError, names("65536"));
    BOOST_CHECK_EXCEPTION(address("127.0.0.1", -1), ValueError, names("-1"));
    BOOST_CHECK_EXCEPTION(address(std::string(108, 'x')), ValueError, names("xxx"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
