// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_SLOT_TABLE_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_SLOT_TABLE_HPP

#include <bit>
#include <memory>

#include "queue_state.hpp"
#include "segment_row.hpp"

namespace quartet::multiprocessing::detail {

/// This process's view of a queue's slots: which of them are where in its memory.
class slot_table
{
public:
    explicit slot_table(std::shared_ptr<quartet::detail::shared_segment> const& segment);

    /// How long a value may be that fits into its slot.
    std::size_t room_in_slot() const noexcept { return state_.stride - sizeof(slot); }

    /// The number of slots there are now.
    std::uint64_t size() const noexcept
    {
        std::uint32_t const segments = state_.slot_segments.load(std::memory_order_acquire);
        std::uint64_t const grown = queue_state::first_slots << (segments - 1);
        return state_.maxsize != 0 && state_.maxsize < grown ? state_.maxsize : grown;
    }

    /// @throws OSError when its memory cannot be mapped.
    slot& operator[](std::uint64_t index)
    {
        // Segment 0 has the first 256, segment K another 256 * 2^(K-1).
        unsigned const k = unsigned(std::bit_width(index / queue_state::first_slots));
        std::uint64_t const begin = k == 0 ? 0 : queue_state::first_slots << (k - 1);
        std::byte* const base = k == 0 ? first_ : grown_[k];
        return *reinterpret_cast<slot*>(base + (index - begin) * state_.stride);
    }

    bool is_at_its_limit() const noexcept;

    /// Makes the table larger, below its limit; needs the repair guard.
    /// @throws OSError when /dev/shm has no room.
    void grow();

    /// What create() needs for the state and the first slots.
    static std::size_t bytes_needed(std::uint64_t maxsize, std::uint64_t stride) noexcept;

private:
    queue_state& state_;
    std::byte* first_;
    segment_row grown_;
};

}  // namespace quartet::multiprocessing::detail

#endif
