// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/multiprocessing/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "pipe_of_two.hpp"

namespace {

namespace mp = quartet::multiprocessing;
using namespace std::string_literals;
using quartet_test::text_of;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(connection_bytes, quartet_test::pipe_of_two)

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
        return text_of<quartet::ValueError>([&] { theirs.send_bytes("abcdef", offset, size); });
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

BOOST_AUTO_TEST_SUITE_END()
