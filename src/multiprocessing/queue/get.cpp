// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "shared_channel.hpp"

#include <quartet/detail/pickle.hpp>
#include <quartet/queue/errors.hpp>

#include <cstring>

namespace quartet::multiprocessing::detail {

using quartet::detail::deadline;
using quartet::detail::mapping;

namespace {

/// Calls try_once until it succeeds, for a moment: the other side is often just about to act,
/// and going to sleep costs more than that.
template <class Try>
bool spin(std::atomic<std::uint32_t> const& changes, Try try_once)
{
    constexpr int rounds = 2000;  // some 20 us
    std::uint32_t seen = changes.load(std::memory_order_relaxed);
    for (int round = 0; round < rounds; ++round)
    {
        std::uint32_t const now = changes.load(std::memory_order_relaxed);
        if (now != seen)
        {
            seen = now;
            if (try_once())
            {
                return true;
            }
        }
        __builtin_ia32_pause();
    }
    return false;
}

}  // namespace

void shared_channel::get(incoming const& item, bool block, timeout const& limit)
{
    require_open();
    claim mine;
    if (!claim_item(mine))
    {
        auto const again = [&](bool) {
            return claim_item(mine) || (repair_if_somebody_died() && claim_item(mine));
        };
        bool const found = block ? spin(state_.arrivals, [&] { return claim_item(mine); })
                                       || state_.items.await(deadline(limit), again)
                                 : again(true);
        if (!found)
        {
            throw queue::Empty();
        }
    }
    try
    {
        load(mine, item);
    }
    catch (...)
    {
        release(mine);
        throw;
    }
    release(mine);
}

bool shared_channel::claim_item(claim& mine)
{
    for (;;)
    {
        auto* const generation = order_.present();
        if (generation == nullptr)
        {
            repair(state_.generation);
            continue;
        }
        slot_handle handle;
        auto const received = order_.receive(*generation, handle);
        if (received == queue_order::outcome::done)
        {
            slot& named = slots_[handle.index()];
            std::uint64_t word = named.word.load(std::memory_order_acquire);
            slot_word const found(word);
            slot_word const reading(slot_word::reading, users_.me(), found.sequence());
            if (found.what() == slot_word::ready && handle.names(found)
                && named.word.compare_exchange_strong(word, reading.bits()))
            {
                mine = {&named, handle, found.sequence()};
                return true;
            }
            continue;  // stale
        }
        if (state_.generation.load(std::memory_order_seq_cst) != generation->number)
        {
            continue;
        }
        if (received == queue_order::outcome::refused)
        {
            return false;
        }
        repair(generation->number);
    }
}

void shared_channel::load(claim const& mine, incoming const& item)
{
    slot& from = *mine.where;
    if (state_.joinable)
    {
        users_.took();
    }
    if (item.bytes != 0)
    {
        std::memcpy(item.value, from.data(), item.bytes);
    }
    else if (from.place == slot::here)
    {
        quartet::detail::memory_source source(from.data(), from.length);
        item.read(item.value, source);
    }
    else if (from.place == slot::apart)
    {
        mapping const memory = mapping::open(memory_of(mine));
        quartet::detail::memory_source source(
            reinterpret_cast<char const*>(memory.data()), from.length);
        item.read(item.value, source);
    }
    else
    {
        cell_store::chain source(cells_, from.place, from.length);
        item.read(item.value, source);
    }
}

// First the slot, which is the end of the item; then what lies elsewhere, which whoever repairs
// finds if we are killed in between.
void shared_channel::release(claim const& mine)
{
    std::uint64_t const place = mine.where->place;
    std::uint64_t const length = mine.where->length;
    mine.where->word.store(slot_word().bits(), std::memory_order_seq_cst);
    state_.room.notify_one();
    if (state_.joinable)
    {
        state_.finished.notify_all();
    }
    if (place == slot::apart)
    {
        quartet::detail::remove_name(memory_of(mine));
    }
    else if (place != slot::here)
    {
        cells_.free(mine.handle, place, length);
    }
}

}  // namespace quartet::multiprocessing::detail
