// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What the survivors do when a process that used the queue was killed, or its message_queue broke.

#include <quartet/errors.hpp>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "shared_channel.hpp"

namespace quartet::multiprocessing::detail {

bool shared_channel::repair_if_somebody_died()
{
    return users_.look_is_due() && look();
}

/// Looks for the dead. @return whether there is a new generation for their sake.
/**
 * When that fails, for want of room in /dev/shm, say, then the present one goes on without what
 * they had in hand, until somebody looks again.
 */
bool shared_channel::look()
{
    std::uint32_t const seen = state_.generation.load(std::memory_order_seq_cst);
    if (state_.astray.load(std::memory_order_seq_cst) == 0 && !users_.somebody_died())
    {
        return false;
    }
    // Who began to make a generation before that may have looked for the dead too early. So one
    // that was being made then is not enough.
    std::uint32_t const enough = (seen | 1) + (seen % 2 == 0 ? 1 : 2);
    try
    {
        std::lock_guard const guard(state_.repair);
        std::uint32_t const present = state_.generation.load(std::memory_order_seq_cst);
        if (present % 2 != 0 || std::int32_t(present - enough) < 0)
        {
            make_generation();
        }
        return true;
    }
    catch (OSError const&)
    {
        return false;
    }
}

/// Waits until the generation is there that is being made; makes it if its maker was killed.
void shared_channel::finish_generation()
{
    std::lock_guard const guard(state_.repair);
    if (state_.generation.load(std::memory_order_seq_cst) % 2 != 0)
    {
        make_generation();
    }
}

/// Makes the generation after one that is full or broken, unless somebody else has done so.
void shared_channel::replace_generation(std::uint32_t number)
{
    std::lock_guard const guard(state_.repair);
    std::uint32_t const present = state_.generation.load(std::memory_order_seq_cst);
    if (present == number || present % 2 != 0)
    {
        make_generation();
    }
}

/// Needs the repair guard. @throws OSError, std::bad_alloc; then all is as before.
void shared_channel::make_generation()
{
    order_.begin();
    // Else an item that somebody has the handle of gets a second one, and may come after items
    // behind it that others have got by now.
    users_.await_getters();
    auto const dead = users_.dead();
    try
    {
        bool const strays = state_.astray.exchange(0) != 0 || dead.any();
        auto const handles = recover(dead);
        if (strays)
        {
            cells_.collect([this](slot_handle owner) { return is_there(owner); });
            if (state_.had_large != 0)
            {
                remove_stray_values();
            }
        }
        // Some more than slots, for handles that come twice.
        order_.publish(handles, slots_.size() + 64);
    }
    catch (...)
    {
        state_.astray = 1;
        order_.abandon();
        throw;
    }
    users_.bury(dead);
    state_.arrivals.fetch_add(1, std::memory_order_seq_cst);
    state_.items.notify_all();
    state_.room.notify_all();
}

/// Gives back what the dead had in hand. @return all items, in their order.
std::vector<slot_handle> shared_channel::recover(queue_users::dead_set const& dead)
{
    struct found
    {
        std::uint64_t sequence;
        slot_handle handle;
    };
    std::vector<found> items;
    for (std::uint64_t index = 0, size = slots_.size(); index < size; ++index)
    {
        auto& word = slots_[index].word;
        std::uint64_t bits = word.load(std::memory_order_seq_cst);
        if (slot_word(bits).is_owned() && dead.test(slot_word(bits).owner()))
        {
            if (state_.joinable && slot_word(bits).what() == slot_word::reading)
            {
                users_.take_back(slot_word(bits).owner(), slot_word(bits).sequence());
            }
            // Nobody else changes the word of a dead owner.
            bits = slot_word(bits).bereft().bits();
            word.store(bits, std::memory_order_seq_cst);
        }
        if (slot_word(bits).what() == slot_word::ready)
        {
            std::uint64_t const sequence = slot_word(bits).sequence();
            items.push_back({sequence, slot_handle(index, sequence)});
        }
    }
    std::sort(items.begin(), items.end(), [](found const& a, found const& b) {
        return a.sequence < b.sequence;
    });
    std::vector<slot_handle> handles;
    handles.reserve(items.size());
    for (found const& item : items)
    {
        handles.push_back(item.handle);
    }
    return handles;
}

/// Large values whose writer was killed before it published them, or whose reader was killed
/// before it removed them.
void shared_channel::remove_stray_values()
{
    // First the names, then the slots: a value's slot is claimed before its memory is made.
    std::vector<std::string> strays;
    std::string const prefix = segment_->companion("v");
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator("/dev/shm", ignored))
    {
        std::string file = entry.path().filename().string();
        if (file.starts_with(prefix))
        {
            strays.push_back(std::move(file));
        }
    }
    for (std::uint64_t index = 0, size = slots_.size(); index < size; ++index)
    {
        slot_word const word(slots_[index].word.load());
        if (!strays.empty() && word.what() != slot_word::free)
        {
            std::erase(strays, prefix + std::to_string(word.sequence()));
        }
    }
    for (std::string const& name : strays)
    {
        quartet::detail::remove_name(name);
    }
}

}  // namespace quartet::multiprocessing::detail
