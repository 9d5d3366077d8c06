// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// What the survivors do when a process that used the queue was killed, or its message_queue broke.

#include "shared_channel.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>

namespace quartet::multiprocessing::detail {

bool shared_channel::repair_if_somebody_died()
{
    if (!users_.somebody_died())
    {
        return false;
    }
    repair(state_.generation);
    return true;
}

/// Makes the generation after `generation`, unless somebody else has done it by then.
void shared_channel::repair(std::uint32_t generation)
{
    std::lock_guard const guard(state_.repair);
    std::uint32_t const present = state_.generation.load(std::memory_order_seq_cst);
    if (present != generation && present % 2 == 0)
    {
        return;
    }
    // Odd: whoever was making the next one was killed, for we have his guard.
    auto const dead = users_.dead();
    order_.begin();
    auto const handles = recover(dead);
    if (dead.any())
    {
        cells_.collect([this](slot_handle owner) {
            return owner.names(slot_word(slots_[owner.index()].word.load()));
        });
        remove_stray_values();
    }
    // Some more than slots, for handles that come twice.
    order_.publish(handles, slots_.size() + 64);
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
