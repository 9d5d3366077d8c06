// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A client that is compiled as distributions compile theirs, with -O2 -D_FORTIFY_SOURCE=2
// -D_FILE_OFFSET_BITS=64: it calls other functions of the C library.
#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <poll.h>
#include <set>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "support/blocking_sockets.hpp"
#include "support/download.hpp"
#include "support/patched.hpp"
#include "support/sanitizers.hpp"
#include "support/web_server.hpp"

namespace gevent = quartet::gevent;
namespace monkey = quartet::gevent::monkey;
using quartet_test::pair_of_sockets;

namespace {

#ifdef __clang__
constexpr bool is_clang = true;
#else
constexpr bool is_clang = false;
#endif

// The compiler shall not know how much is asked for, else it needs no check.
std::size_t volatile size_of_part = 10;
nfds_t volatile number_of_descriptors = 1;

/// What one greenlet reads while another writes, in the same thread.
template <class Read>
std::string read_while(Read read)
{
    pair_of_sockets both;
    auto reads = gevent::spawn([&] { return read(both.a); });
    gevent::sleep(0);
    ::send(both.b, "hello\n", 6, 0);
    return reads.get();
}

std::string text_of(char const* part, ssize_t count)
{
    return {part, count > 0 ? std::size_t(count) : 0};
}

std::string by_read(int fd)
{
    char part[16];
    return text_of(part, ::read(fd, part, size_of_part));
}

std::string by_recv(int fd)
{
    char part[16];
    return text_of(part, ::recv(fd, part, size_of_part, 0));
}

std::string by_recvfrom(int fd)
{
    char part[16];
    return text_of(part, ::recvfrom(fd, part, size_of_part, 0, nullptr, nullptr));
}

std::string by_poll(int fd)
{
    pollfd one[2]{{fd, POLLIN, 0}, {-1, 0, 0}};
    return ::poll(one, number_of_descriptors, -1) == 1 ? by_read(fd) : "";
}

std::string by_ppoll(int fd)
{
    pollfd one[2]{{fd, POLLIN, 0}, {-1, 0, 0}};
    return ::ppoll(one, number_of_descriptors, nullptr, nullptr) == 1 ? by_read(fd) : "";
}

std::string by_fgets(int fd)
{
    char part[16];
    std::FILE* const file = ::fdopen(::dup(fd), "r");
    char const* const line = std::fgets(part, int(size_of_part), file);
    std::fclose(file);
    return line != nullptr ? line : "";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(monkey_fortified, quartet_test::patched_and_leaves_no_descriptor)

// With this C library clang 14 puts no checks in.
BOOST_AUTO_TEST_CASE(
    it_calls_the_functions_that_check,
    *boost::unit_test::enable_if<!quartet_test::is_under_sanitizer && !is_clang>())
{
    std::set<std::string> found;
    for (monkey::binding const& each : monkey::report().bindings)
    {
        if (each.is_patched && each.module.find("monkey-fortified") != std::string::npos)
        {
            found.insert(each.symbol);
        }
    }
    for (char const* name :
         {"__read_chk", "__recv_chk", "__recvfrom_chk", "__poll_chk", "__ppoll_chk", "__fgets_chk"})
    {
        BOOST_TEST(found.count(name) == 1u, name << " is not among what this test calls");
    }
}

BOOST_AUTO_TEST_CASE(a_reader_lets_the_writer_run)
{
    for (auto* const read : {by_read, by_recv, by_recvfrom, by_poll, by_ppoll, by_fgets})
    {
        BOOST_TEST(read_while(read) == "hello\n");
    }
}

BOOST_AUTO_TEST_CASE(downloads_of_libcurl_wait_together)
{
    quartet_test::web_server const server("0.1");
    std::vector<gevent::Greenlet<quartet_test::downloaded>> all;
    for (int i = 0; i != 20; ++i)
    {
        all.push_back(gevent::spawn([&] { return quartet_test::download(server.url("page")); }));
    }
    for (auto const& each : all)
    {
        BOOST_TEST(each.get().body == server.body("page"));
    }
    BOOST_TEST(std::stoi(quartet_test::download(server.url("most")).body) > 10);
}

BOOST_AUTO_TEST_SUITE_END()
