// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unistd.h>
#include <variant>
#include <vector>

#include "pipe_of_two.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace std::string_literals;
using quartet_test::contains;
using quartet_test::forked_peer;
using quartet_test::text_of;

struct point
{
    int x = 0;
    std::string label;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & x & label;
        // clang-format on
    }
    bool operator==(point const&) const = default;
};

struct holder
{
    std::vector<mp::Connection> connections;
    int number = 0;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & connections & number;
        // clang-format on
    }
};

struct unwilling
{
    template <class Archive>
    void serialize(Archive&, unsigned)
    {
        throw quartet::ValueError("not me");
    }
};

int twice(int x)
{
    return 2 * x;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connection, quartet_test::pipe_of_two)

// --- objects ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(objects_of_many_types_go_there_and_back)
{
    using variant = std::variant<int, std::string, bool, double>;
    theirs.send(42);
    theirs.send("text"s);
    theirs.send(std::vector{1, 2, 3});
    theirs.send(std::map<std::string, double>{{"pi", 3.14}});
    theirs.send(variant("alternative"s));
    theirs.send(std::optional<int>());
    theirs.send(point{1, "p"});
    BOOST_TEST(ours.recv<int>() == 42);
    BOOST_TEST(ours.recv<std::string>() == "text");
    BOOST_TEST(ours.recv<std::vector<int>>() == (std::vector{1, 2, 3}));
    BOOST_TEST((ours.recv<std::map<std::string, double>>().at("pi") == 3.14));
    BOOST_TEST(std::get<std::string>(ours.recv<variant>()) == "alternative");
    BOOST_TEST(!ours.recv<std::optional<int>>().has_value());
    BOOST_TEST((ours.recv<point>() == point{1, "p"}));
    ours.send(-1);
    BOOST_TEST(theirs.recv<int>() == -1);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_owned_arrives_as_a_string)
{
    theirs.send("literal");
    theirs.send(std::string_view("view"));
    BOOST_TEST(ours.recv<std::string>() == "literal");
    BOOST_TEST(ours.recv<std::string>() == "view");
}

BOOST_AUTO_TEST_CASE(functions_and_captureless_lambdas_can_be_sent)
{
    theirs.send(twice);
    theirs.send(&twice);
    BOOST_TEST(ours.recv<int (*)(int)>()(4) == 8);
    BOOST_TEST(ours.recv<int (*)(int)>()(5) == 10);
}

BOOST_AUTO_TEST_CASE(a_large_object_arrives_whole)
{
    std::vector<int> const numbers(5'000'000, 7);
    forked_peer peer([&] {
        theirs.send(numbers);
        return true;
    });
    BOOST_TEST((ours.recv<std::vector<int>>() == numbers));
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(another_type_is_a_TypeError_that_names_both_and_the_message_is_gone)
{
    theirs.send(1);
    theirs.send("next"s);
    std::string const text =
        text_of<quartet::TypeError>([&] { ours.recv<std::vector<std::string>>(); });
    BOOST_TEST(
        text == "recv: the message holds int instead of std::vector<std::string, "
                "std::allocator<std::string > >");
    BOOST_TEST(ours.recv<std::string>() == "next");
}

BOOST_AUTO_TEST_CASE(bytes_and_objects_are_not_mistaken_for_each_other)
{
    theirs.send_bytes("bytes");
    theirs.send(1);
    theirs.send(2.0);
    theirs.send("next"s);
    std::array<char, 100> buffer{};
    BOOST_TEST(text_of<quartet::TypeError>([&] {
                   ours.recv<int>();
               }) == "recv: the message holds bytes instead of int");
    BOOST_TEST(contains(text_of<quartet::TypeError>([&] { ours.recv_bytes(); }), "int"));
    BOOST_TEST(
        contains(text_of<quartet::TypeError>([&] { ours.recv_bytes_into(buffer); }), "double"));
    BOOST_TEST(ours.recv<std::string>() == "next");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_serialised_sends_nothing)
{
    BOOST_CHECK_THROW(theirs.send(unwilling()), quartet::ValueError);
    BOOST_TEST(!ours.poll());
    theirs.send(1);
    BOOST_TEST(ours.recv<int>() == 1);
}

// --- ends ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_one_way_pipe_refuses_the_wrong_direction)
{
    auto [reader, writer] = mp::Pipe(false);
    BOOST_TEST((reader.readable() && !reader.writable()));
    BOOST_TEST((!writer.readable() && writer.writable()));
    BOOST_CHECK_THROW(reader.send(1), quartet::OSError);
    BOOST_CHECK_THROW(reader.send_bytes("x"), quartet::OSError);
    BOOST_CHECK_THROW(writer.recv<int>(), quartet::OSError);
    BOOST_CHECK_THROW(writer.recv_bytes(), quartet::OSError);
    BOOST_CHECK_THROW(writer.poll(), quartet::OSError);
    writer.send(5);
    BOOST_TEST(reader.recv<int>() == 5);
    writer.close();
    BOOST_CHECK_THROW(reader.recv<int>(), quartet::EOFError);
}

BOOST_AUTO_TEST_CASE(a_closed_handle_refuses_everything_but_close)
{
    mp::Connection const copy = ours;
    BOOST_TEST((copy == ours));
    BOOST_TEST((copy != theirs));
    BOOST_TEST(copy.fileno() == ours.fileno());
    ours.close();
    ours.close();
    BOOST_TEST(copy.closed());
    BOOST_TEST(mp::Connection().closed());
    BOOST_TEST(text_of<quartet::OSError>([&] {
                   ours.send(1);
               }) == "handle is closed: Bad file descriptor");
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::OSError);
    BOOST_CHECK_THROW(ours.send_bytes(""), quartet::OSError);
    BOOST_CHECK_THROW(ours.recv_bytes(), quartet::OSError);
    BOOST_CHECK_THROW(ours.poll(), quartet::OSError);
    BOOST_CHECK_THROW(ours.fileno(), quartet::OSError);
}

BOOST_AUTO_TEST_CASE(the_last_copy_closes_the_end)
{
    mp::Connection copy = theirs;
    theirs = mp::Connection();
    BOOST_TEST(!ours.poll());
    copy = mp::Connection();
    BOOST_TEST(ours.poll());
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::EOFError);
}

BOOST_AUTO_TEST_CASE(the_end_comes_after_everything_was_received)
{
    theirs.send(1);
    theirs.send_bytes("");
    theirs.close();
    BOOST_TEST(ours.poll());
    BOOST_TEST(ours.recv<int>() == 1);
    BOOST_TEST(ours.recv_bytes().empty());
    BOOST_TEST(ours.poll());
    BOOST_CHECK_THROW(ours.recv_bytes(), quartet::EOFError);
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::EOFError);
    BOOST_CHECK_THROW(ours.send(1), quartet::BrokenPipeError);
}

BOOST_AUTO_TEST_CASE(a_peer_that_did_not_read_everything_is_the_end_too)
{
    ours.send(1);
    theirs.send(2);
    theirs.close();
    BOOST_TEST(ours.recv<int>() == 2);
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::EOFError);
}

BOOST_AUTO_TEST_CASE(the_end_is_not_there_while_another_process_has_a_handle)
{
    mp::Connection go;
    mp::Connection gone;
    std::tie(go, gone) = mp::Pipe();
    forked_peer peer([&] {
        ours.close();
        go.close();
        gone.recv<int>();
        theirs.send(3);
        return true;
    });
    theirs.close();
    gone.close();
    BOOST_TEST(!ours.poll());
    go.send(0);
    BOOST_TEST(ours.recv<int>() == 3);
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::EOFError);
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(poll_waits_no_longer_than_its_limit)
{
    using namespace std::chrono_literals;
    BOOST_TEST(!ours.poll());
    BOOST_TEST(!ours.poll(-1));
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!ours.poll(30ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 30ms));
    forked_peer peer([&] {
        theirs.send(1);
        return true;
    });
    BOOST_TEST(ours.poll(std::nullopt));
    BOOST_TEST(ours.recv<int>() == 1);
    BOOST_TEST(peer.wait() == 0);
}

// --- connections on the way ---------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_connection_travels_through_a_connection)
{
    forked_peer peer([&] {
        ours.close();
        auto received = theirs.recv<mp::Connection>();
        bool const only_sends = !received.readable() && received.writable();
        bool const closes_on_exec = (::fcntl(received.fileno(), F_GETFD) & FD_CLOEXEC) != 0;
        received.send("through it"s);
        return only_sends && closes_on_exec;
    });
    {
        auto [reader, writer] = mp::Pipe(false);
        ours.send(writer);
        writer.close();
        BOOST_TEST(reader.recv<std::string>() == "through it");
        BOOST_CHECK_THROW(reader.recv<std::string>(), quartet::EOFError);
    }
    BOOST_TEST(peer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(connections_travel_inside_other_values)
{
    auto [a, b] = mp::Pipe();
    auto [c, d] = mp::Pipe();
    theirs.send(holder{{b, d, b}, 9});
    theirs.send(std::pair(std::optional(b), 1));
    auto received = ours.recv<holder>();
    BOOST_TEST(received.number == 9);
    BOOST_REQUIRE(received.connections.size() == 3u);
    received.connections[0].send(0);
    received.connections[1].send(1);
    received.connections[2].send(2);
    auto const pair = ours.recv<std::pair<std::optional<mp::Connection>, int>>();
    mp::Connection(*pair.first).send(3);
    BOOST_TEST(a.recv<int>() == 0);
    BOOST_TEST(c.recv<int>() == 1);
    BOOST_TEST(a.recv<int>() == 2);
    BOOST_TEST(a.recv<int>() == 3);
}

BOOST_AUTO_TEST_CASE(a_connection_that_nobody_receives_is_closed_with_the_message)
{
    auto [a, b] = mp::Pipe();
    theirs.send(b);
    theirs.send(b);
    b.close();
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::TypeError);
    BOOST_TEST(!a.poll());
    ours.close();
    BOOST_TEST(a.poll(std::nullopt));
    BOOST_CHECK_THROW(a.recv<int>(), quartet::EOFError);
}

BOOST_AUTO_TEST_CASE(a_connection_goes_nowhere_without_a_way_for_descriptors)
{
    std::string bytes;
    quartet::detail::string_sink sink(bytes);
    BOOST_CHECK_THROW(quartet::detail::dump(sink, ours), quartet::RuntimeError);
    quartet::detail::cargo cargo;
    quartet::detail::cargo_scope const scope(cargo);
    BOOST_TEST(contains(
        text_of<quartet::ValueError>([&] { quartet::detail::dump(sink, ours); }),
        "cannot travel through a Queue"));
    mp::Connection const closed;
    BOOST_CHECK_THROW(theirs.send(closed), quartet::OSError);
}

// --- killed peers -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_peer_that_is_killed_while_it_waits_is_the_end)
{
    forked_peer peer([&] {
        ours.close();
        theirs.send(1);
        theirs.recv<int>();
        return true;
    });
    theirs.close();
    BOOST_TEST(ours.recv<int>() == 1);
    peer.kill();
    BOOST_CHECK_THROW(ours.recv<int>(), quartet::EOFError);
    BOOST_CHECK_THROW(ours.send(1), quartet::BrokenPipeError);
    BOOST_TEST(peer.wait() == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_killed_while_it_sends_is_the_end)
{
    forked_peer peer([&] {
        ours.close();
        theirs.send_bytes("first");
        theirs.send(std::vector<int>(50'000'000));
        return true;
    });
    theirs.close();
    BOOST_TEST(text_of(ours.recv_bytes()) == "first");
    BOOST_TEST(ours.poll(std::nullopt));
    peer.kill();
    BOOST_CHECK_THROW(ours.recv<std::vector<int>>(), quartet::EOFError);
    BOOST_CHECK_THROW(ours.recv<std::vector<int>>(), quartet::EOFError);
    BOOST_TEST(peer.wait() == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_killed_while_it_receives_is_a_broken_pipe)
{
    forked_peer peer([&] {
        ours.close();
        char byte;
        return ::read(theirs.fileno(), &byte, 1) == 1 && ::raise(SIGKILL) == 0;
    });
    theirs.close();
    std::vector<int> const numbers(50'000'000);
    BOOST_CHECK_THROW(ours.send(numbers), quartet::BrokenPipeError);
    BOOST_TEST(peer.wait() == -SIGKILL);
}

BOOST_AUTO_TEST_SUITE_END()
