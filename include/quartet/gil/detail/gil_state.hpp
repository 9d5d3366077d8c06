// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GIL_DETAIL_GIL_STATE_HPP
#define QUARTET_GIL_DETAIL_GIL_STATE_HPP

#include <quartet/detail/agent.hpp>

#include <cstdint>

namespace quartet::gil::detail {

/// Who has a GIL, who waits for it, and who gets it next. No threads, no clock.
/**
 *            take                      release, nobody asked
 *     free ---------> held by a thread -----------------------> free; the first waiter may try
 *                       ^        |
 *                       |        | release, somebody asked
 *                       +--------+  the first waiter has it
 *
 * A waiter keeps his place until he has it or gives up.
 */
class gil_state
{
public:
    using thread = std::uint64_t;  // 0: none

    /// One who waits. Lies on his stack.
    struct waiter
    {
        explicit waiter(thread of) noexcept
            : id(of)
        {}

        thread const id;
        quartet::detail::waker who = {};  // of his present wait
        std::uint64_t seen = 0;           // the switches when he began to lose patience
        waiter* previous = nullptr;
        waiter* next = nullptr;
    };

    thread holder() const noexcept { return holder_; }

    /// Whether the holder is to drop it at his next checkpoint. Then somebody waits.
    bool drop_requested() const noexcept { return drop_requested_; }

    /// For one who comes. @return false if it is held.
    bool take(thread id) noexcept
    {
        bool const is_free = holder_ == 0;
        if (is_free)
        {
            give(id);
        }
        return is_free;
    }

    void enqueue(waiter& who) noexcept
    {
        who.seen = switches_;
        who.previous = last_;
        who.next = nullptr;
        (last_ != nullptr ? last_->next : first_) = &who;
        last_ = &who;
    }

    /// For one who waits. @return true if he has it, and waits no more.
    bool take(waiter& who) noexcept
    {
        if (holder_ == 0)
        {
            remove(who);
            give(who.id);
        }
        return holder_ == who.id;
    }

    /// The holder drops it. @return who is to be woken: he has it if somebody had asked.
    waiter* release() noexcept
    {
        waiter* const front = first_;
        holder_ = 0;
        if (drop_requested_)
        {
            remove(*front);
            give(front->id);
        }
        return front;
    }

    /// A waiter has waited for the interval: asks the holder to drop it, if he has had it for all
    /// that time.
    void ask(waiter& who) noexcept
    {
        if (holder_ != 0 && who.seen == switches_)
        {
            drop_requested_ = true;
        }
        who.seen = switches_;
    }

    /// A waiter who has not got it waits no more. @return who is to be woken in his place.
    waiter* give_up(waiter& who) noexcept
    {
        remove(who);
        drop_requested_ = drop_requested_ && first_ != nullptr;
        return holder_ == 0 ? first_ : nullptr;
    }

    /// In a forked child: nobody waits, and only the forking thread can have it.
    void forget_others(thread self) noexcept
    {
        holder_ = holder_ == self ? self : 0;
        drop_requested_ = false;
        first_ = last_ = nullptr;
    }

private:
    void give(thread id) noexcept
    {
        holder_ = id;
        drop_requested_ = false;
        if (last_holder_ != id)
        {
            last_holder_ = id;
            ++switches_;
        }
    }

    void remove(waiter& who) noexcept
    {
        (who.previous != nullptr ? who.previous->next : first_) = who.next;
        (who.next != nullptr ? who.next->previous : last_) = who.previous;
    }

    thread holder_ = 0;
    thread last_holder_ = 0;
    std::uint64_t switches_ = 0;  // how often it went to another thread than before
    bool drop_requested_ = false;
    waiter* first_ = nullptr;
    waiter* last_ = nullptr;
};

}  // namespace quartet::gil::detail

#endif
