// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "slot_table.hpp"

#include <algorithm>

namespace quartet::multiprocessing::detail {
namespace {

constexpr std::size_t state_bytes = (sizeof(queue_state) + 63) / 64 * 64;

// With the last segment every index of a handle is used.
static_assert(queue_state::first_slots << (segment_row::most - 1) == slot_handle::max_slots);

}  // namespace

slot_table::slot_table(std::shared_ptr<quartet::detail::shared_segment> const& segment)
    : state_(*static_cast<queue_state*>(segment->data()))
    , first_(static_cast<std::byte*>(segment->data()) + state_bytes)
    , grown_(segment, 's')
{}

std::size_t slot_table::bytes_needed(std::uint64_t maxsize, std::uint64_t stride) noexcept
{
    std::uint64_t const slots =
        maxsize == 0 ? queue_state::first_slots : std::min(maxsize, queue_state::first_slots);
    return state_bytes + slots * stride;
}

bool slot_table::is_at_its_limit() const noexcept
{
    return state_.slot_segments.load(std::memory_order_acquire) == segment_row::most ||
           size() == state_.maxsize;
}

// Fresh memory is zero, and a slot of zeros is free.
void slot_table::grow()
{
    unsigned const next = state_.slot_segments;
    grown_.create(next, (queue_state::first_slots << (next - 1)) * state_.stride);
    state_.slot_segments.store(next + 1, std::memory_order_seq_cst);
}

}  // namespace quartet::multiprocessing::detail
