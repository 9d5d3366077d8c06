// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_USERS_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_QUEUE_USERS_HPP

#include <atomic>
#include <bitset>

#include "queue_state.hpp"

namespace quartet::multiprocessing::detail {

/// Which processes have the queue open, and which of them have died.
class queue_users
{
public:
    using dead_set = std::bitset<slot_word::max_owners>;

    explicit queue_users(queue_state& state)
        : state_(state)
    {}
    ~queue_users();

    /// Whether this process is a user. A forked child is not, and enters for itself.
    bool has_entered() const { return is_ours(entry_.load(std::memory_order_acquire)); }

    /// Makes this process a user. @throws OSError when there are too many.
    void enter();

    /// This process's index, once it has entered.
    unsigned me() const { return unsigned(entry_.load(std::memory_order_relaxed)) & index_mask; }

    /// Whether it is time to look for the dead. Of all users one is told so every 100 ms.
    bool look_is_due();

    bool somebody_died() const;

    /// Those that have died. Needs the repair guard, so that no entry is given to another.
    dead_set dead() const;

    /// Frees their entries, after what they had in hand was dealt with. Needs the repair guard.
    void bury(dead_set const& dead);

    /// While it lives, a thread of this process may have a handle whose slot it has not claimed.
    /**
     * Made before it looks whether its generation is still the present one. Who makes the next one
     * sets the generation odd before he waits for the getters. So either he sees it, or it sees his
     * odd number and receives nothing; for that both need the one order of seq_cst.
     */
    class getter
    {
    public:
        explicit getter(queue_users& users) noexcept
            : getting_(users.state_.users[users.me()].getting)
        {
            getting_.fetch_add(1, std::memory_order_seq_cst);
        }
        ~getter() { getting_.fetch_sub(1, std::memory_order_release); }
        getter(getter const&) = delete;
        getter& operator=(getter const&) = delete;

    private:
        std::atomic<std::uint32_t>& getting_;
    };

    /// Waits until all living getters that were there have claimed a slot, or gone without.
    /** But not for ever: one may be stopped. */
    void await_getters() const;

    // JoinableQueue

    /// This process has got an item, whose slot is freed between the two calls.
    void count(std::uint64_t sequence);
    void settle();

    /// The item goes back into the queue. If its dead reader has counted it, that is undone.
    void take_back(unsigned reader, std::uint64_t sequence);

    /// An item is done: one of ours, else one of somebody else's. @return false if there is none.
    bool done();

    /// Items that were got and are not done.
    std::uint64_t taken() const;

private:
    template <class Visit>
    void for_each(Visit visit) const
    {
        unsigned const count = state_.user_count.load(std::memory_order_seq_cst);
        for (unsigned index = 0; index < count; ++index)
        {
            std::uint64_t const identity =
                state_.users[index].identity.load(std::memory_order_seq_cst);
            if (identity != 0)
            {
                visit(index, identity);
            }
        }
    }

    // An entry is an index below the lower 54 bits of an identity: the pid, and enough of its
    // start to know a process from one that had the same pid.
    static constexpr unsigned index_bits = 10;
    static constexpr unsigned index_mask = (1u << index_bits) - 1;

    static bool is_ours(std::uint64_t entry)
    {
        std::uint64_t const self = quartet::detail::process_identity::self().word();
        return entry != 0 && ((entry >> index_bits) << index_bits) == (self << index_bits);
    }

    bool take_one(unsigned index);
    void free_if_done(unsigned index, std::uint64_t identity);

    queue_state& state_;
    std::atomic<std::uint64_t> entry_{0};  // 0: none
};

}  // namespace quartet::multiprocessing::detail

#endif
