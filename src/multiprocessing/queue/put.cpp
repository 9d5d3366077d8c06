// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/pickle.hpp>
#include <quartet/errors.hpp>
#include <quartet/queue/errors.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "shared_channel.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::cargo;
using quartet::detail::cargo_scope;
using quartet::detail::deadline;
using quartet::detail::mapping;

namespace {

/// Keeps the beginning of what is written, and counts the rest.
class measure : public std::streambuf
{
public:
    measure(char* begin, std::size_t size) { setp(begin, begin + size); }
    std::uint64_t length() const { return std::uint64_t(pptr() - pbase()) + beyond_; }

protected:
    int_type overflow(int_type) override
    {
        ++beyond_;
        return 0;
    }
    std::streamsize xsputn(char const* data, std::streamsize size) override
    {
        std::streamsize const fits = std::min<std::streamsize>(size, epptr() - pptr());
        std::memcpy(pptr(), data, std::size_t(fits));
        pbump(int(fits));
        beyond_ += std::uint64_t(size - fits);
        return size;
    }

private:
    std::uint64_t beyond_ = 0;
};

}  // namespace

void shared_channel::put(outgoing const& item, bool block, timeout const& limit)
{
    require_open();
    enter();
    claim mine;
    if (!claim_slot(mine))
    {
        auto const again = [&](bool) {
            return claim_slot(mine) || (repair_if_somebody_died() && claim_slot(mine));
        };
        if (!(block ? state_.room.await(deadline(limit), again) : again(true)))
        {
            throw queue::Full();
        }
    }
    try
    {
        store(mine, item);
    }
    catch (...)
    {
        release(mine);
        throw;
    }
    publish(mine);
}

bool shared_channel::claim_slot(claim& mine)
{
    while (!find_free_slot(mine))
    {
        if (slots_.is_at_its_limit())
        {
            return false;
        }
        std::uint64_t const seen = slots_.size();
        std::lock_guard const guard(state_.repair);
        if (slots_.size() == seen && !slots_.is_at_its_limit())
        {
            slots_.grow();
        }
    }
    return true;
}

bool shared_channel::find_free_slot(claim& mine)
{
    std::uint64_t const size = slots_.size();
    std::uint64_t const begin = next_slot_.load(std::memory_order_relaxed);
    for (std::uint64_t n = 0; n < size; ++n)
    {
        std::uint64_t const index = (begin + n) % size;
        slot& candidate = slots_[index];
        std::uint64_t word = candidate.word.load(std::memory_order_relaxed);
        if (slot_word(word).what() != slot_word::free)
        {
            continue;
        }
        std::uint64_t const sequence = state_.sequence.fetch_add(1) + 1;
        slot_word const writing(slot_word::writing, users_.me(), sequence);
        if (candidate.word.compare_exchange_strong(word, writing.bits()))
        {
            mine = {&candidate, slot_handle(index, sequence), sequence};
            next_slot_.store(index + 1, std::memory_order_relaxed);
            return true;
        }
    }
    return false;
}

void shared_channel::store(claim const& mine, outgoing const& item)
{
    slot& to = *mine.where;
    to.place = slot::here;
    if (item.bytes != 0)
    {
        to.length = item.bytes;
        std::memcpy(to.data(), item.value, item.bytes);
        return;
    }

    cargo with;
    {
        cargo_scope const scope(with);
        measure sink(to.data(), slots_.room_in_slot());
        item.write(item.value, sink);
        to.length = sink.length();
    }
    if (to.length > slots_.room_in_slot())
    {
        // Once more, now that it is known how long it is.
        with = cargo();
        cargo_scope const scope(with);
        store_elsewhere(mine, item, to.length);
    }
    // Whoever gets a handle of this queue out of it has it open.
    std::erase(with.pins, segment_);
    if (!with.pins.empty())
    {
        pins_.keep(
            mine.handle, std::move(with.pins), [this](slot_handle each) { return is_there(each); });
    }
}

void shared_channel::store_elsewhere(claim const& mine, outgoing const& item, std::uint64_t length)
{
    slot& to = *mine.where;
    auto require_full = [](bool full) {
        if (!full)
        {
            throw RuntimeError("queue: the item serialises differently each time");
        }
    };
    if (auto const first = allocate_cells(mine, length))
    {
        to.place = *first;
        cell_store::chain sink(cells_, *first, length);
        item.write(item.value, sink);
        require_full(sink.is_full());
        return;
    }
    state_.had_large = 1;  // before there is one: who repairs looks for it only then
    mapping const memory = mapping::create(memory_of(mine), length);
    to.place = slot::apart;

    quartet::detail::memory_sink sink(reinterpret_cast<char*>(memory.data()), length);
    item.write(item.value, sink);
    require_full(sink.is_full());
}

std::optional<std::uint64_t> shared_channel::allocate_cells(claim const& mine, std::uint64_t length)
{
    if (length > cell_store::most_bytes)
    {
        return {};
    }
    auto first = cells_.allocate(mine.handle, length);
    while (!first)
    {
        std::lock_guard const guard(state_.repair);
        first = cells_.allocate(mine.handle, length);  // somebody else may have made room
        if (!first && !cells_.grow())
        {
            break;
        }
    }
    return first;
}

void shared_channel::drop_delivered_pins()
{
    pins_.drop_delivered([this](slot_handle each) { return is_there(each); });
}

void shared_channel::publish(claim const& mine)
{
    slot_word const ready(slot_word::ready, 0, mine.sequence);
    mine.where->word.store(ready.bits(), std::memory_order_seq_cst);
    try
    {
        send(mine);
    }
    catch (...)
    {
        if (retract(mine))
        {
            release(mine);
            throw;
        }
        // Somebody has got it all the same.
    }
    state_.arrivals.fetch_add(1, std::memory_order_seq_cst);
    state_.items.notify_one();
}

// The slot is ready before its handle is sent, and the generation is looked at after that. Who
// makes the next generation sets it odd before he looks at the slots. So either he sees our slot,
// or we see his number and send the handle again. A handle that comes twice does no harm.
void shared_channel::send(claim const& mine)
{
    for (;;)
    {
        queue_order::visit order(order_);
        auto* const generation = order.present();
        if (generation == nullptr)
        {
            finish_generation();
            continue;
        }
        auto const sent = queue_order::send(*generation, mine.handle);
        if (state_.generation.load(std::memory_order_seq_cst) != generation->number)
        {
            continue;
        }
        if (sent != queue_order::outcome::done)
        {
            replace_generation(generation->number);  // which finds our slot
        }
        return;
    }
}

/// Takes an item that is ready out of sight again. @return false if somebody is getting it.
bool shared_channel::retract(claim const& mine)
{
    std::uint64_t ready = slot_word(slot_word::ready, 0, mine.sequence).bits();
    slot_word const writing(slot_word::writing, users_.me(), mine.sequence);
    return mine.where->word.compare_exchange_strong(ready, writing.bits());
}

}  // namespace quartet::multiprocessing::detail
