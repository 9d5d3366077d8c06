// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_USERS_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_USERS_HPP

#include "queue_state.hpp"

#include <atomic>
#include <bitset>
#include <chrono>
#include <mutex>
#include <optional>

namespace quartet::multiprocessing::detail {

/// Which processes have the queue open, and which of them have died.
class queue_users
{
public:
    using dead_set = std::bitset<slot_word::max_owners>;

    explicit queue_users(queue_state& state) : state_(state) {}
    ~queue_users();

    /// This process's index. It enters at its first use, and so does a forked child of it.
    unsigned me()
    {
        std::uint64_t const self = quartet::detail::process_identity::self().word();
        return entered_.load(std::memory_order_acquire) == self ? index_ : enter(self);
    }

    /// Whether somebody has died; looks at most every 100 ms.
    bool somebody_died();

    /// Those that have died. Needs the repair guard, so that no entry is given to another.
    dead_set dead() const;

    /// Frees their entries, after what they had in hand was dealt with.
    void bury(dead_set const& dead);

    /// JoinableQueue: this process got an item.
    void took() { state_.users[me()].taken.fetch_add(1); }

    /// An item is done: one of ours, else one of somebody else's. @return false if there is none.
    bool done();

    /// Items that were got and are not done.
    std::uint64_t taken() const;

    /// Takes what the dead had taken. @return how many items.
    std::uint64_t lost();

private:
    template <class Visit>
    void for_each(Visit visit) const
    {
        unsigned const count = state_.user_count.load(std::memory_order_acquire);
        for (unsigned index = 0; index < count; ++index)
        {
            std::uint64_t const identity =
                state_.users[index].identity.load(std::memory_order_acquire);
            if (identity != 0)
            {
                visit(index, identity);
            }
        }
    }

    unsigned enter(std::uint64_t self);

    queue_state& state_;
    std::mutex mutex_;                        // guards entering
    std::atomic<std::uint64_t> entered_{0};   // the identity whose index it is
    unsigned index_ = 0;
    std::atomic<std::int64_t> next_look_{0};  // steady clock, nanoseconds
};

}  // namespace quartet::multiprocessing::detail

#endif
