// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_SLOT_TABLE_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_SLOT_TABLE_HPP

#include "../../detail/shared_segment.hpp"
#include "queue_state.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <memory>
#include <mutex>

namespace quartet::multiprocessing::detail {

/// This process's view of a queue's slots: which of them are where in its memory.
class slot_table
{
public:
    slot_table(std::shared_ptr<quartet::detail::shared_segment> segment);

    /// How long a value may be that fits into its slot.
    std::size_t room_in_slot() const noexcept { return state_.stride - sizeof(slot); }

    /// The number of slots there are now.
    std::uint64_t size() const noexcept
    {
        std::uint32_t const segments = state_.slot_segments.load(std::memory_order_acquire);
        std::uint64_t const grown = queue_state::first_slots << (segments - 1);
        return state_.maxsize != 0 && state_.maxsize < grown ? state_.maxsize : grown;
    }

    slot& operator[](std::uint64_t index)
    {
        // Segment 0 has the first 256, segment K another 256 * 2^(K-1).
        unsigned const k = unsigned(std::bit_width(index / queue_state::first_slots));
        std::uint64_t const begin = k == 0 ? 0 : queue_state::first_slots << (k - 1);
        std::byte* base = bases_[k].load(std::memory_order_acquire);
        if (base == nullptr)
        {
            base = map(k);
        }
        return *reinterpret_cast<slot*>(base + (index - begin) * state_.stride);
    }

    /// Makes the table larger; needs the repair guard. @return false at its limit.
    bool grow();

    /// What create() needs for the state and the first slots.
    static std::size_t bytes_needed(std::uint64_t maxsize, std::uint64_t stride) noexcept;

private:
    static constexpr std::size_t max_segments = 17;  // 256 * 2^16 = 2^24 slots

    std::byte* map(unsigned segment);

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    queue_state& state_;
    std::array<std::atomic<std::byte*>, max_segments> bases_{};
    std::mutex mutex_;  // guards mappings_
    std::array<quartet::detail::mapping, max_segments> mappings_;
};

}  // namespace quartet::multiprocessing::detail

#endif
