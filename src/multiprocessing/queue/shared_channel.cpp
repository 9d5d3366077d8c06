// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "shared_channel.hpp"

#include <quartet/multiprocessing/errors.hpp>

namespace quartet::multiprocessing::detail {

using quartet::detail::deadline;
using quartet::detail::segment_kind;
using quartet::detail::shared_segment;

namespace {

constexpr std::uint64_t generic_stride = 256;  // for values that differ in length

std::uint64_t stride_for(std::uint64_t bytes)
{
    return bytes == 0 ? generic_stride : (sizeof(slot) + bytes + 63) / 64 * 64;
}

}  // namespace

std::shared_ptr<channel> channel::create(options const& with)
{
    std::uint64_t const stride = stride_for(with.bytes);
    auto segment = shared_segment::create(
        segment_kind::queue, slot_table::bytes_needed(with.maxsize, stride));
    auto* const state = new (segment->data()) queue_state;
    state->maxsize = with.maxsize;
    state->bytes = with.bytes;
    state->fingerprint = with.fingerprint;
    state->stride = stride;
    state->joinable = with.joinable;
    return std::make_shared<shared_channel>(std::move(segment));
}

std::shared_ptr<channel> channel::attach(std::string const& name, options const& with)
{
    auto segment = shared_segment::attach(name, segment_kind::queue);
    auto const* const state = static_cast<queue_state const*>(segment->data());
    if (state->fingerprint != with.fingerprint || state->bytes != with.bytes)
    {
        throw TypeError("queue " + name + " has items of another type");
    }
    return std::make_shared<shared_channel>(std::move(segment));
}

shared_channel::shared_channel(std::shared_ptr<shared_segment> segment)
    : segment_(std::move(segment))
    , state_(*static_cast<queue_state*>(segment_->data()))
    , slots_(segment_)
    , cells_(segment_)
    , order_(segment_)
    , users_(state_)
{
    if (state_.generation == 0)  // a new queue
    {
        repair(0);
    }
}

shared_channel::~shared_channel()
{
    drop_delivered_pins();
    if (!pins_.empty())
    {
        // Their receivers may still come for them; they stay until this process exits.
        static_cast<void>(new std::vector(std::move(pins_)));
    }
}

std::string shared_channel::depart()
{
    return quartet::detail::send_name(segment_);
}

void shared_channel::require_open() const
{
    if (closed_)
    {
        throw ValueError("queue: it is closed");
    }
}

std::size_t shared_channel::size()
{
    std::size_t count = 0;
    for (std::uint64_t index = 0, size = slots_.size(); index < size; ++index)
    {
        slot_word const word(slots_[index].word.load(std::memory_order_acquire));
        count += word.what() == slot_word::ready;
    }
    return count;
}

bool shared_channel::full()
{
    return state_.maxsize != 0 && occupied() >= state_.maxsize;
}

std::uint64_t shared_channel::occupied()
{
    std::uint64_t count = 0;
    for (std::uint64_t index = 0, size = slots_.size(); index < size; ++index)
    {
        slot_word const word(slots_[index].word.load(std::memory_order_acquire));
        count += word.what() != slot_word::free;
    }
    return count;
}

void shared_channel::task_done()
{
    if (!users_.done())
    {
        throw ValueError("task_done: called more often than there were items");
    }
    state_.finished.notify_all();
}

// An item is counted as taken before its slot is free, so looking at the slots first misses none.
void shared_channel::join()
{
    state_.finished.await(deadline(timeout()), [this](bool) {
        repair_if_somebody_died();
        std::uint64_t const lost = users_.lost();
        if (lost != 0)
        {
            throw ProcessError(
                "join: " + std::to_string(lost) + " items were lost with their killed consumers");
        }
        return occupied() == 0 && users_.taken() == 0;
    });
}

}  // namespace quartet::multiprocessing::detail
