// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/pool/byte_ring.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <thread>

namespace {

using quartet::multiprocessing::detail::byte_ring;

struct ring
{
    std::unique_ptr<byte_ring> const bytes = std::make_unique<byte_ring>();
    bool made_room = false;

    std::size_t write(std::string const& text) { return bytes->write(text.data(), text.size()); }

    std::string read(std::size_t size)
    {
        std::string text(size, '?');
        text.resize(bytes->read(text.data(), size, made_room));
        return text;
    }
};

/// Where a byte tells its position.
std::string pattern(std::size_t size, std::size_t from = 0)
{
    std::string text(size, 0);
    for (std::size_t i = 0; i < size; ++i)
    {
        text[i] = static_cast<char>((from + i) * 2654435761u >> 13);
    }
    return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ring_of_bytes, ring)

BOOST_AUTO_TEST_CASE(a_new_one_is_empty)
{
    BOOST_TEST(bytes->empty());
    BOOST_TEST(!bytes->full());
    BOOST_TEST(bytes->is_sane());
    BOOST_TEST(read(10) == "");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read_in_order)
{
    BOOST_TEST(write("hello ") == 6u);
    BOOST_TEST(write("world") == 5u);
    BOOST_TEST(!bytes->empty());
    BOOST_TEST(read(3) == "hel");
    BOOST_TEST(read(100) == "lo world");
    BOOST_TEST(bytes->empty());
}

BOOST_AUTO_TEST_CASE(nothing_may_be_written_and_read)
{
    BOOST_TEST(write("") == 0u);
    BOOST_TEST(read(0) == "");
    BOOST_TEST(bytes->empty());
}

BOOST_AUTO_TEST_CASE(no_more_is_written_than_fits)
{
    std::string const all = pattern(byte_ring::capacity + 10);
    BOOST_TEST(write(all) == byte_ring::capacity);
    BOOST_TEST(bytes->full());
    BOOST_TEST(bytes->is_sane());
    BOOST_TEST(write("x") == 0u);
    BOOST_TEST((read(all.size()) == all.substr(0, byte_ring::capacity)));
}

BOOST_AUTO_TEST_CASE(bytes_go_round_the_end)
{
    std::string const most = pattern(byte_ring::capacity - 3);
    write(most);
    read(most.size());
    BOOST_TEST(write("0123456789") == 10u);
    BOOST_TEST(read(10) == "0123456789");
}

BOOST_AUTO_TEST_CASE(a_ring_that_is_full_across_its_end_is_read_whole)
{
    write("abc");
    read(3);
    std::string const all = pattern(byte_ring::capacity);
    BOOST_TEST(write(all) == all.size());
    BOOST_TEST((read(all.size()) == all));
}

BOOST_AUTO_TEST_CASE(reading_makes_room_only_where_there_was_none)
{
    write(pattern(byte_ring::capacity - 1));
    read(1);
    BOOST_TEST(!made_room);
    write("xy");
    read(1);
    BOOST_TEST(made_room);
    read(1);
    BOOST_TEST(!made_room);
}

BOOST_AUTO_TEST_CASE(reading_nothing_makes_no_room)
{
    write(pattern(byte_ring::capacity));
    read(0);
    BOOST_TEST(!made_room);
}

BOOST_AUTO_TEST_CASE(memory_of_zeros_is_an_empty_ring)
{
    alignas(byte_ring) static char memory[sizeof(byte_ring)];
    auto* const zeros = reinterpret_cast<byte_ring*>(memory);
    BOOST_TEST(zeros->empty());
    BOOST_TEST(zeros->write("a", 1) == 1u);
}

// What a worker can do that writes where it should not.
BOOST_AUTO_TEST_CASE(counters_that_were_written_over_lead_nobody_outside_of_the_ring)
{
    for (std::uint64_t const garbage :
         {~std::uint64_t(0), std::uint64_t(1) << 40, ~std::uint64_t(7)})
    {
        for (std::size_t const counter : {std::size_t(0), std::size_t(64)})
        {
            auto const one = std::make_unique<byte_ring>();
            std::memcpy(reinterpret_cast<char*>(one.get()) + counter, &garbage, sizeof garbage);
            BOOST_TEST((!one->is_sane() || garbage > ~std::uint64_t(0) - byte_ring::capacity));
            std::string text(3 * byte_ring::capacity, 'x');
            BOOST_TEST(one->read(text.data(), text.size(), made_room) <= byte_ring::capacity);
            BOOST_TEST(one->write(text.data(), text.size()) <= byte_ring::capacity);
        }
    }
}

// Nobody sleeps here: each side only goes to sleep on the other's word, and if that word never
// came this would not end.
BOOST_AUTO_TEST_CASE(a_writer_that_waits_for_room_is_always_told)
{
    constexpr std::size_t total = byte_ring::capacity * 64;
    std::atomic<bool> room{false};
    std::thread writer([&] {
        std::minstd_rand random(1);
        for (std::size_t written = 0; written < total;)
        {
            std::string const piece =
                pattern(std::min<std::size_t>(random() % (1 << 18), total - written), written);
            for (std::size_t done = 0; done < piece.size();)
            {
                room = false;
                done += bytes->write(piece.data() + done, piece.size() - done);
                std::atomic_thread_fence(std::memory_order_seq_cst);
                if (done < piece.size() && bytes->full())
                {
                    room.wait(false);
                }
            }
            written += piece.size();
        }
    });
    std::minstd_rand random(2);
    bool same = true;
    for (std::size_t at = 0; at < total;)
    {
        std::string const piece = read(random() % (1 << 18));
        if (made_room)
        {
            room = true;
            room.notify_one();
        }
        same = same && piece == pattern(piece.size(), at);
        at += piece.size();
    }
    writer.join();
    BOOST_TEST(same);
}

BOOST_AUTO_TEST_SUITE_END()
