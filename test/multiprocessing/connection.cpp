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

#include "support/forked_peer.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace std::string_literals;
using quartet_test::count_descriptors;
using quartet_test::forked_peer;

/// A duplex pipe. At the end of a case no descriptor is left.
struct pipe_of_two
{
    pipe_of_two() { std::tie(ours, theirs) = mp::Pipe(); }
    ~pipe_of_two()
    {
        ours.close();
        theirs.close();
        BOOST_TEST(count_descriptors() == before);
    }

    std::ptrdiff_t const before = count_descriptors();
    mp::Connection ours;
    mp::Connection theirs;
};

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

std::string text_of(std::vector<char> const& bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// The text of the exception that an action throws.
template <class Exception, class Action>
std::string text_of(Action action)
{
    try
    {
        action();
    }
    catch (Exception const& error)
    {
        return error.what();
    }
    return "nothing was thrown";
}

bool contains(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connection, pipe_of_two)

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
    BOOST_TEST(contains(
        text_of<quartet::TypeError>([&] { ours.recv_bytes_into(buffer); }), "double"));
    BOOST_TEST(ours.recv<std::string>() == "next");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_serialised_sends_nothing)
{
    BOOST_CHECK_THROW(theirs.send(unwilling()), quartet::ValueError);
    BOOST_TEST(!ours.poll());
    theirs.send(1);
    BOOST_TEST(ours.recv<int>() == 1);
}

// --- bytes --------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(bytes_keep_their_boundaries_and_may_be_none)
{
    theirs.send_bytes("one");
    theirs.send_bytes("");
    theirs.send_bytes(std::vector<char>{'a', '\0', 'b'});
    theirs.send_bytes("three"s);
    BOOST_TEST(text_of(ours.recv_bytes()) == "one");
    BOOST_TEST(ours.poll());
    BOOST_TEST(ours.recv_bytes().size() == 0u);
    BOOST_TEST(text_of(ours.recv_bytes()) == "a\0b"s);
    BOOST_TEST(text_of(ours.recv_bytes()) == "three");
    BOOST_TEST(!ours.poll());
}

BOOST_AUTO_TEST_CASE(a_part_of_a_buffer_is_sent)
{
    theirs.send_bytes("abcdef", 2);
    theirs.send_bytes("abcdef", 2, 3);
    theirs.send_bytes("abcdef", 6);
    theirs.send_bytes("abcdef", 0, 0);
    BOOST_TEST(text_of(ours.recv_bytes()) == "cdef");
    BOOST_TEST(text_of(ours.recv_bytes()) == "cde");
    BOOST_TEST(text_of(ours.recv_bytes()) == "");
    BOOST_TEST(text_of(ours.recv_bytes()) == "");
}

BOOST_AUTO_TEST_CASE(a_part_that_is_not_inside_the_buffer_is_a_ValueError)
{
    auto const text = [&](std::ptrdiff_t offset, std::optional<std::ptrdiff_t> size) {
        return text_of<quartet::ValueError>(
            [&] { theirs.send_bytes("abcdef", offset, size); });
    };
    BOOST_TEST(text(-1, {}) == "send_bytes: offset is negative: -1");
    BOOST_TEST(text(7, {}) == "send_bytes: offset is beyond the buffer: 7");
    BOOST_TEST(text(0, -2) == "send_bytes: size is negative: -2");
    BOOST_TEST(text(4, 3) == "send_bytes: size reaches beyond the buffer: 3");
    BOOST_TEST(!ours.poll());
}

BOOST_AUTO_TEST_CASE(a_message_as_long_as_maxlength_is_received)
{
    theirs.send_bytes("abcd");
    BOOST_TEST(text_of(ours.recv_bytes(4)) == "abcd");
    BOOST_TEST(text_of<quartet::ValueError>([&] {
                   ours.recv_bytes(-1);
               }) == "recv_bytes: maxlength is negative: -1");
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long_ends_the_reading)
{
    theirs.send_bytes("abcd");
    BOOST_CHECK_THROW(ours.recv_bytes(3), quartet::OSError);
    BOOST_TEST(!ours.readable());
    BOOST_TEST(!ours.closed());
    BOOST_CHECK_THROW(ours.recv_bytes(), quartet::OSError);
    BOOST_CHECK_THROW(ours.poll(), quartet::OSError);
    ours.send(1);
    BOOST_TEST(theirs.recv<int>() == 1);
}

BOOST_AUTO_TEST_CASE(a_message_that_is_too_long_closes_an_end_that_only_reads)
{
    auto [reader, writer] = mp::Pipe(false);
    writer.send_bytes("abcd");
    BOOST_CHECK_THROW(reader.recv_bytes(3), quartet::OSError);
    BOOST_TEST(reader.closed());
    BOOST_CHECK_THROW(writer.send_bytes("x"), quartet::BrokenPipeError);
}

BOOST_AUTO_TEST_CASE(bytes_are_received_into_a_buffer)
{
    std::string text = "..........";
    std::array<std::byte, 3> raw{};
    std::vector<int> numbers(3);
    theirs.send_bytes("abc");
    theirs.send_bytes("xyz");
    theirs.send_bytes("");
    theirs.send_bytes(std::array<int, 2>{5, 6});
    BOOST_TEST(ours.recv_bytes_into(text, 2) == 3u);
    BOOST_TEST(text == "..abc.....");
    BOOST_TEST(ours.recv_bytes_into(raw) == 3u);
    BOOST_TEST((raw[2] == std::byte('z')));
    BOOST_TEST(ours.recv_bytes_into(text, 10) == 0u);
    BOOST_TEST(ours.recv_bytes_into(numbers, sizeof(int)) == 2 * sizeof(int));
    BOOST_TEST(numbers == (std::vector{0, 5, 6}));
}

BOOST_AUTO_TEST_CASE(BufferTooShort_carries_the_whole_message_and_the_next_one_is_whole)
{
    std::array<char, 5> buffer{};
    theirs.send_bytes("abcd");
    theirs.send_bytes("abcd");
    try
    {
        ours.recv_bytes_into(buffer, 2);
        BOOST_ERROR("it fitted");
    }
    catch (mp::BufferTooShort const& error)
    {
        BOOST_TEST(text_of(error.message()) == "abcd");
    }
    BOOST_TEST(ours.recv_bytes_into(buffer, 1) == 4u);
    BOOST_CHECK_THROW(ours.recv_bytes_into(buffer, -1), quartet::ValueError);
    BOOST_CHECK_THROW(ours.recv_bytes_into(buffer, 6), quartet::ValueError);
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
        bool const closes_on_exec =
            (::fcntl(received.fileno(), F_GETFD) & FD_CLOEXEC) != 0;
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
