// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_STATE_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "../../detail/event_count.hpp"
#include "../../detail/owner_record.hpp"
#include "slot_word.hpp"

// What a queue is in shared memory:
//
//    segment          queue_state, and the first slots
//    segment.sK       more slots, when a queue without limit grows
//    segment.cK       cells, for values that are too long for a slot
//    segment.vN       one value of more than 4 MiB; N is its sequence number
//    segment.qG       the message_queue of generation G, which holds the order
//
// The slots are the truth. The message_queue may be lost, doubled or broken by a killed process
// at any time, and is then made anew from the slots as the next generation.

namespace quartet::multiprocessing::detail {

/// A process that has the queue open. Slots name it by its index.
struct queue_user
{
    /// In `identity`: it left in order, but items that it took are not done yet.
    static constexpr std::uint64_t left = std::uint64_t(1) << 63;

    std::atomic<std::uint64_t> identity{0};  // 0: the entry is free, and nothing is taken
    std::atomic<std::uint64_t> taken{0};     // a taken_word
    std::atomic<std::uint32_t> getting{0};   // threads between the order and a slot
};

struct queue_state
{
    static constexpr std::uint64_t first_slots = 256;
    static constexpr std::size_t max_cell_segments = 8;

    // Written before anybody else sees it.
    std::uint64_t maxsize = 0;      // 0: none
    std::uint64_t bytes = 0;        // of each value; 0: they differ
    std::uint64_t fingerprint = 0;  // of the type of the items
    std::uint64_t stride = 0;       // from slot to slot
    bool joinable = false;

    /// Guards growth, recovery and the making of generations.
    quartet::detail::shared_guard repair;

    /// Even: the number of the message_queue. Odd: the next one is being made.
    std::atomic<std::uint32_t> generation{0};
    std::atomic<std::uint32_t> slot_segments{1};
    std::atomic<std::uint32_t> cell_segments{0};
    std::atomic<std::uint32_t> user_count{0};  // entries of `users` that were ever used

    std::atomic<std::int64_t> next_look{0};  // when to look for the dead again (queue_users)

    /// Not 0: somebody could not go on with what he had in hand, for want of descriptors, say. An
    /// item is without a handle, or cells are without an item, until the next generation.
    std::atomic<std::uint32_t> astray{0};

    /// Not 0: values that have a memory of their own were put.
    std::atomic<std::uint32_t> had_large{0};

    /// JoinableQueue: items that killed users had taken; join() reports them.
    std::atomic<std::uint64_t> lost{0};

    alignas(64) std::atomic<std::uint64_t> sequence{0};

    alignas(64) std::atomic<std::uint32_t> arrivals{0};  // moves with each put; getters spin on it
    quartet::detail::event_count items;

    alignas(64) quartet::detail::event_count room;
    quartet::detail::event_count finished;

    alignas(64) std::array<queue_user, slot_word::max_owners> users;
};

/// The head of a slot. The bytes of a short value follow it.
struct slot
{
    /// Where a value is, if not in the slot itself; else the index of its first cell.
    static constexpr std::uint64_t here = ~std::uint64_t(0);
    static constexpr std::uint64_t apart = here - 1;  // in a memory of its own

    std::atomic<std::uint64_t> word{0};
    std::uint64_t length = 0;
    std::uint64_t place = here;

    char* data() noexcept { return reinterpret_cast<char*>(this + 1); }
};

}  // namespace quartet::multiprocessing::detail

#endif
