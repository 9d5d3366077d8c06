// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/wait.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <list>
#include <sys/syscall.h>
#include <tuple>
#include <unistd.h>
#include <vector>

#include "support/forked_peer.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace std::chrono_literals;
using quartet_test::count_descriptors;
using quartet_test::forked_peer;

/// Two duplex pipes. At the end of a case no descriptor is left.
struct two_pipes
{
    two_pipes()
    {
        std::tie(a, peer_a) = mp::Pipe();
        std::tie(b, peer_b) = mp::Pipe();
    }
    ~two_pipes()
    {
        for (auto* connection : {&a, &peer_a, &b, &peer_b})
        {
            connection->close();
        }
        BOOST_TEST(count_descriptors() == before);
    }

    std::ptrdiff_t const before = count_descriptors();
    mp::Connection a, peer_a, b, peer_b;
};

/// What a Process calls its sentinel.
struct sentinel
{
    explicit sentinel(forked_peer const& peer)
        : fd(static_cast<int>(::syscall(SYS_pidfd_open, peer.pid(), 0)))
    {
        BOOST_REQUIRE(fd >= 0);
    }
    ~sentinel() { ::close(fd); }

    int const fd;
};

using ready = std::vector<mp::waitable>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(waiting, two_pipes)

BOOST_AUTO_TEST_CASE(nothing_is_ready_at_once)
{
    BOOST_TEST(mp::wait({}).empty());
    BOOST_TEST(mp::wait(std::vector<mp::Connection>()).empty());
}

BOOST_AUTO_TEST_CASE(none_is_ready_when_the_limit_has_passed)
{
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(mp::wait({a, b}, 30ms).empty());
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 30ms));
    BOOST_TEST(mp::wait({a, b}, 0).empty());
    BOOST_TEST(mp::wait({a, b}, -5).empty());
}

BOOST_AUTO_TEST_CASE(the_ready_ones_come_in_the_order_given)
{
    peer_b.send(1);
    BOOST_TEST((mp::wait({a, b}) == ready{b}));
    peer_a.send(1);
    BOOST_TEST((mp::wait({a, b}) == ready{a, b}));
    BOOST_TEST((mp::wait({b, a}) == ready{b, a}));
    b.recv<int>();
    BOOST_TEST((mp::wait({a, b}) == ready{a}));
}

BOOST_AUTO_TEST_CASE(a_message_of_no_bytes_is_ready)
{
    peer_a.send_bytes("");
    BOOST_TEST((mp::wait({a, b}) == ready{a}));
}

BOOST_AUTO_TEST_CASE(the_end_is_ready_again_and_again)
{
    peer_a.close();
    BOOST_TEST((mp::wait({a, b}) == ready{a}));
    BOOST_CHECK_THROW(a.recv<int>(), quartet::EOFError);
    BOOST_TEST((mp::wait({a, b}) == ready{a}));
}

BOOST_AUTO_TEST_CASE(an_object_given_twice_is_ready_twice)
{
    peer_a.send(1);
    BOOST_TEST((mp::wait({a, b, a}) == ready{a, a}));
}

BOOST_AUTO_TEST_CASE(ranges_of_connections_and_of_descriptors)
{
    peer_b.send(1);
    BOOST_TEST((mp::wait(std::list<mp::Connection>{a, b}) == ready{b}));
    BOOST_TEST((mp::wait(std::vector{a.fileno(), b.fileno()}) == ready{b.fileno()}));
    std::vector<mp::waitable> const both{a, b};
    BOOST_TEST((mp::wait(both, 1.0) == ready{b}));
}

BOOST_AUTO_TEST_CASE(a_ready_one_knows_what_it_was_made_from)
{
    peer_a.send(7);
    auto const found = mp::wait({a, b});
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST((found[0] == a));
    BOOST_TEST((found[0] != b));
    BOOST_TEST(found[0].fileno() == a.fileno());
    mp::Connection connection = found[0].connection();
    BOOST_TEST(connection.recv<int>() == 7);
    a.close();
    BOOST_TEST((found[0] == a));
}

BOOST_AUTO_TEST_CASE(a_sentinel_is_ready_when_its_process_has_ended)
{
    forked_peer peer([&] {
        a.close();
        peer_a.recv<int>();
        return true;
    });
    sentinel const end(peer);
    BOOST_TEST(mp::wait({b, end.fd}, 0).empty());
    a.send(0);
    auto const found = mp::wait({b, end.fd});
    BOOST_TEST((found == ready{end.fd}));
    BOOST_TEST((found[0] == end.fd));
    BOOST_TEST(found[0].connection().closed());
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_killed_process_makes_sentinel_and_connection_ready)
{
    forked_peer peer([&] {
        a.close();
        peer_a.recv<int>();
        return true;
    });
    peer_a.close();
    sentinel const end(peer);
    peer.kill();
    BOOST_TEST((mp::wait({a, b}) == ready{a}));
    BOOST_TEST((mp::wait({end.fd}) == ready{end.fd}));
    BOOST_TEST(peer.wait() == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_waited_for_is_refused)
{
    b.close();
    BOOST_CHECK_THROW(mp::wait({a, b}), quartet::OSError);
    BOOST_CHECK_THROW(mp::wait({-1}), quartet::ValueError);
    BOOST_CHECK_THROW(mp::wait({1 << 20}), quartet::OSError);
}

BOOST_AUTO_TEST_SUITE_END()
