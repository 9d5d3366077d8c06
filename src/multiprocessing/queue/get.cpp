// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/pickle.hpp>
#include <quartet/errors.hpp>
#include <quartet/queue/errors.hpp>

#include <cstring>
#include <utility>

#include "../../detail/spin.hpp"
#include "shared_channel.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::deadline;
using quartet::detail::mapping;

namespace {

/// Tries each time that something was put, for a moment.
template <class Try>
bool spin_on(std::atomic<std::uint32_t> const& arrivals, Try try_once)
{
    std::uint32_t seen = arrivals.load(std::memory_order_relaxed);
    return quartet::detail::spin([&] {
        std::uint32_t const now = arrivals.load(std::memory_order_relaxed);
        return now != std::exchange(seen, now) && try_once();
    });
}

}  // namespace

void shared_channel::get(incoming const& item, bool block, timeout const& limit)
{
    require_open();
    enter();
    repair_if_somebody_died();  // here too: a queue that is never empty may have lost a handle
    claim mine;
    if (!claim_item(mine))
    {
        auto const again = [&](bool) {
            return claim_item(mine) || (repair_if_somebody_died() && claim_item(mine));
        };
        bool const found = block ? spin_on(state_.arrivals, [&] { return claim_item(mine); }) ||
                                       state_.items.await(deadline(limit), again)
                                 : again(true);
        if (!found)
        {
            throw queue::Empty();
        }
    }
    mapping apart;
    try
    {
        apart = reach(mine);
    }
    catch (FileNotFoundError const&)
    {
        release(mine);  // somebody removed its memory; nobody will ever get it
        throw;
    }
    catch (...)
    {
        give_back(mine);
        throw;
    }
    try
    {
        load(mine, apart, item);
    }
    catch (...)
    {
        release(mine);
        throw;
    }
    finish(mine);
}

bool shared_channel::claim_item(claim& mine)
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
        auto received = queue_order::outcome::refused;
        {
            queue_users::getter const counted(users_);
            if (state_.generation.load(std::memory_order_seq_cst) != generation->number)
            {
                continue;
            }
            slot_handle handle;
            received = queue_order::receive(*generation, handle);
            if (received == queue_order::outcome::done)
            {
                if (claim_named(handle, mine))
                {
                    return true;
                }
                continue;  // stale
            }
        }
        if (state_.generation.load(std::memory_order_seq_cst) != generation->number)
        {
            continue;
        }
        if (received == queue_order::outcome::refused)
        {
            return false;
        }
        replace_generation(generation->number);
    }
}

// Killed before the exchange, it leaves an item that is ready and has no handle. So does one that
// cannot map the slot. The next generation has a handle for it again.
bool shared_channel::claim_named(slot_handle handle, claim& mine)
{
    slot* named = nullptr;
    try
    {
        named = &slots_[handle.index()];
    }
    catch (...)
    {
        state_.astray = 1;
        throw;
    }
    std::uint64_t word = named->word.load(std::memory_order_acquire);
    slot_word const found(word);
    slot_word const reading(slot_word::reading, users_.me(), found.sequence());
    if (found.what() == slot_word::ready && handle.names(found) &&
        named->word.compare_exchange_strong(word, reading.bits()))
    {
        mine = {named, handle, found.sequence()};
        return true;
    }
    return false;
}

/// Maps what the value lies in. @return its memory, if it has one of its own.
mapping shared_channel::reach(claim const& mine)
{
    std::uint64_t const place = mine.where->place;
    if (place == slot::apart)
    {
        return mapping::open(memory_of(mine));
    }
    if (place != slot::here)
    {
        cells_.map_all();
    }
    return {};
}

void shared_channel::load(claim const& mine, mapping const& apart, incoming const& item)
{
    slot& from = *mine.where;
    if (item.bytes != 0)
    {
        std::memcpy(item.value, from.data(), item.bytes);
    }
    else if (from.place == slot::here || from.place == slot::apart)
    {
        char const* const data =
            from.place == slot::here ? from.data() : reinterpret_cast<char const*>(apart.data());
        quartet::detail::memory_source source(data, from.length);
        item.read(item.value, source);
    }
    else
    {
        cell_store::chain source(cells_, from.place, from.length);
        item.read(item.value, source);
    }
}

// The slot before the mark: whoever clears the mark then looks at the slots.
void shared_channel::give_back(claim const& mine)
{
    slot_word const ready(slot_word::ready, 0, mine.sequence);
    mine.where->word.store(ready.bits(), std::memory_order_seq_cst);
    state_.astray.store(1, std::memory_order_seq_cst);
}

void shared_channel::finish(claim const& mine)
{
    if (state_.joinable)
    {
        users_.count(mine.sequence);
        release(mine);
        users_.settle();
    }
    else
    {
        release(mine);
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
        state_.finished.notify_all();  // an item that is not counted as taken may be the last
    }
    if (place == slot::apart)
    {
        quartet::detail::remove_name(memory_of(mine));
    }
    else if (place != slot::here)
    {
        try
        {
            cells_.free(mine.handle, place, length);
        }
        catch (OSError const&)
        {
            state_.astray = 1;
        }
    }
}

}  // namespace quartet::multiprocessing::detail
