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
    auto segment =
        shared_segment::create(segment_kind::queue, slot_table::bytes_needed(with.maxsize, stride));
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
    : pins_(segment->name())
    , segment_(std::move(segment))
    , state_(*static_cast<queue_state*>(segment_->data()))
    , slots_(segment_)
    , cells_(segment_)
    , order_(segment_)
    , users_(state_)
{
    if (state_.generation == 0)  // a new queue
    {
        replace_generation(0);
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

// A newcomer may be here to replace one that died. So it looks for the dead first: what they had in
// hand comes before the rest.
void shared_channel::enter()
{
    if (!users_.has_entered())
    {
        look();
        users_.enter();
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
        throw ValueError("task_done: called more often than get");
    }
    state_.finished.notify_all();
}

void shared_channel::join()
{
    look();  // so that all who have died by now are in one report
    state_.finished.await(deadline(timeout()), [this](bool) {
        repair_if_somebody_died();
        if (std::uint64_t const lost = state_.lost.exchange(0))
        {
            throw ProcessError(
                "join: " + std::to_string(lost) + " items were lost with their killed consumers");
        }
        return is_all_done();
    });
}

// An item goes from its slot to the count of those taken, where it is before the slot is free, and
// out. So if none is found, first in the slots and then in the count, all that were there when we
// began are done; and if no put returned meanwhile, nobody has put one before he did his last.
bool shared_channel::is_all_done()
{
    std::uint32_t const arrivals = state_.arrivals.load(std::memory_order_seq_cst);
    if (users_.taken() != 0)
    {
        return false;
    }
    for (std::uint64_t n = 0, size = slots_.size(), begin = last_busy_; n < size; ++n)
    {
        std::uint64_t const index = (begin + n) % size;
        slot_word const word(slots_[index].word.load(std::memory_order_seq_cst));
        if (word.what() != slot_word::free)
        {
            last_busy_ = index;
            return false;
        }
    }
    return users_.taken() == 0 && state_.arrivals.load(std::memory_order_seq_cst) == arrivals;
}

}  // namespace quartet::multiprocessing::detail
