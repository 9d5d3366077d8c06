// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../../src/multiprocessing/queue/slot_word.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

#include "../../src/multiprocessing/queue/taken_word.hpp"

namespace {

using quartet::multiprocessing::detail::slot_handle;
using quartet::multiprocessing::detail::slot_word;
using quartet::multiprocessing::detail::taken_word;

constexpr std::uint64_t far = std::uint64_t(1) << 51;  // a sequence number beyond a handle's bits

BOOST_AUTO_TEST_SUITE(a_slot)

BOOST_AUTO_TEST_CASE(is_free_when_its_memory_is_fresh)
{
    slot_word const fresh(0);
    BOOST_TEST(fresh.what() == slot_word::free);
    BOOST_TEST(!fresh.is_owned());
    BOOST_TEST(slot_word().bits() == 0u);
}

BOOST_AUTO_TEST_CASE(keeps_state_owner_and_sequence_apart)
{
    for (auto const state : {slot_word::writing, slot_word::ready, slot_word::reading})
    {
        for (unsigned const owner : {0u, 1u, slot_word::max_owners - 1})
        {
            for (std::uint64_t const sequence : {std::uint64_t(1), std::uint64_t(4096), far})
            {
                slot_word const word(state, owner, sequence);
                BOOST_TEST(word.what() == state);
                BOOST_TEST(word.owner() == owner);
                BOOST_TEST(word.sequence() == sequence);
                BOOST_TEST((slot_word(word.bits()).bits() == word.bits()));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(is_owned_while_one_process_has_it_in_hand)
{
    BOOST_TEST(slot_word(slot_word::writing, 3, 1).is_owned());
    BOOST_TEST(slot_word(slot_word::reading, 3, 1).is_owned());
    BOOST_TEST(!slot_word(slot_word::ready, 0, 1).is_owned());
}

BOOST_AUTO_TEST_CASE(is_free_when_its_writer_died)
{
    slot_word const after = slot_word(slot_word::writing, 3, 7).bereft();
    BOOST_TEST(after.what() == slot_word::free);
    BOOST_TEST(after.bits() == 0u);
}

BOOST_AUTO_TEST_CASE(is_ready_again_when_its_reader_died)
{
    slot_word const after = slot_word(slot_word::reading, 3, far).bereft();
    BOOST_TEST(after.what() == slot_word::ready);
    BOOST_TEST(after.owner() == 0u);
    BOOST_TEST(after.sequence() == far);
    BOOST_TEST((after.bits() == slot_word(slot_word::ready, 0, far).bits()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_handle)

BOOST_AUTO_TEST_CASE(names_its_item_in_every_state)
{
    slot_handle const handle(5, 7);
    BOOST_TEST(handle.names(slot_word(slot_word::writing, 1, 7)));
    BOOST_TEST(handle.names(slot_word(slot_word::ready, 0, 7)));
    BOOST_TEST(handle.names(slot_word(slot_word::reading, 2, 7)));
}

BOOST_AUTO_TEST_CASE(names_nothing_once_the_item_is_gone)
{
    slot_handle const handle(5, 7);
    BOOST_TEST(!handle.names(slot_word()));
    BOOST_TEST(!handle.names(slot_word(slot_word::ready, 0, 8)));
    // A handle of zeros is none.
    BOOST_TEST(!slot_handle().names(slot_word()));
}

BOOST_AUTO_TEST_CASE(survives_its_way_through_the_message_queue)
{
    for (std::uint64_t const index : {std::uint64_t(0), slot_handle::max_slots - 1})
    {
        for (std::uint64_t const sequence : {std::uint64_t(1), far + 12345})
        {
            auto const arrived = slot_handle::from_bits(slot_handle(index, sequence).bits());
            BOOST_TEST(arrived.index() == index);
            BOOST_TEST(arrived.names(slot_word(slot_word::ready, 0, sequence)));
            BOOST_TEST(!arrived.names(slot_word(slot_word::ready, 0, sequence + 1)));
        }
    }
}

BOOST_AUTO_TEST_CASE(is_never_zero_for_an_item)
{
    // 0 marks a free cell. Sequence numbers begin with 1.
    BOOST_TEST(slot_handle(0, 1).bits() != 0u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_count_of_taken_items)

BOOST_AUTO_TEST_CASE(goes_up_by_counting_and_down_by_done)
{
    taken_word word;
    BOOST_TEST(word.count() == 0u);
    word = word.counting(1).settled();
    word = word.counting(2).settled();
    BOOST_TEST(word.count() == 2u);
    word = word.one_less();
    BOOST_TEST(word.count() == 1u);
    BOOST_TEST(word.one_less().bits() == 0u);
}

BOOST_AUTO_TEST_CASE(tells_which_item_is_counted_and_still_in_its_slot)
{
    taken_word const word = taken_word().counting(far + 3);
    BOOST_TEST(word.is_counting());
    BOOST_TEST(word.is_counting(far + 3));
    BOOST_TEST(!word.is_counting(far + 4));
    BOOST_TEST(!word.settled().is_counting());
    BOOST_TEST(!word.settled().is_counting(far + 3));
    BOOST_TEST(!taken_word().is_counting(0));
}

BOOST_AUTO_TEST_CASE(may_go_down_while_it_counts)
{
    // Another process may say that an item is done at any moment.
    taken_word const word = taken_word().counting(1).settled().counting(2).one_less();
    BOOST_TEST(word.count() == 1u);
    BOOST_TEST(word.is_counting(2));
    BOOST_TEST(word.settled().count() == 1u);
}

BOOST_AUTO_TEST_CASE(holds_many)
{
    taken_word word;
    for (int i = 1; i != 100'000; ++i)
    {
        word = word.counting(std::uint64_t(i)).settled();
    }
    BOOST_TEST(word.count() == 99'999u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
