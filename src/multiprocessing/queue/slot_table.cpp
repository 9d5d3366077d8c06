// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "slot_table.hpp"

#include <algorithm>
#include <new>

namespace quartet::multiprocessing::detail {
namespace {

constexpr std::size_t state_bytes = (sizeof(queue_state) + 63) / 64 * 64;

std::string suffix(unsigned segment)
{
    return 's' + std::to_string(segment);
}

}  // namespace

slot_table::slot_table(std::shared_ptr<quartet::detail::shared_segment> segment)
    : segment_(std::move(segment)), state_(*static_cast<queue_state*>(segment_->data()))
{
    bases_[0] = static_cast<std::byte*>(segment_->data()) + state_bytes;
}

std::size_t slot_table::bytes_needed(std::uint64_t maxsize, std::uint64_t stride) noexcept
{
    std::uint64_t const slots =
        maxsize == 0 ? queue_state::first_slots : std::min(maxsize, queue_state::first_slots);
    return state_bytes + slots * stride;
}

std::byte* slot_table::map(unsigned segment)
{
    std::lock_guard const lock(mutex_);
    if (mappings_[segment].data() == nullptr)
    {
        mappings_[segment] =
            quartet::detail::mapping::open(segment_->companion(suffix(segment)));
    }
    bases_[segment].store(mappings_[segment].data(), std::memory_order_release);
    return mappings_[segment].data();
}

// Fresh memory is zero, and a slot of zeros is free. A process that is killed before it publishes
// the new number of segments leaves a name that the next one replaces.
bool slot_table::grow()
{
    unsigned const next = state_.slot_segments;
    if (next == max_segments || (state_.maxsize != 0 && size() >= state_.maxsize))
    {
        return false;
    }
    std::string const name = segment_->companion(suffix(next));
    quartet::detail::remove_name(name);
    quartet::detail::mapping const fresh = quartet::detail::mapping::create(
        name, (queue_state::first_slots << (next - 1)) * state_.stride);
    state_.slot_segments.store(next + 1, std::memory_order_seq_cst);
    return true;
}

}  // namespace quartet::multiprocessing::detail
