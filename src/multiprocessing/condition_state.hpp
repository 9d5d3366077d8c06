// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_CONDITION_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_CONDITION_STATE_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "../detail/event_count.hpp"
#include "../detail/process_identity.hpp"

namespace quartet::multiprocessing::detail {

/// Who sleeps on a condition, and who was notified. No I/O, no clock, no lock of its own.
/**
 * A sleeper's entry: free -> waiting -> notified -> free, each a single store. Its user calls one
 * member at a time, but may be killed between any two stores.
 *
 * A notification belongs to those who were waiting when it was sent. One that a dead sleeper leaves
 * behind goes on to another of those, never to one that came later: both take numbers from the
 * same counter.
 */
class condition_state
{
public:
    static constexpr std::size_t capacity = 1024;

    using identity = quartet::detail::process_identity;

    /// An entry, waiting; nothing if the table is full.
    std::optional<std::size_t> lie_down(identity me) noexcept
    {
        for (std::size_t i = 0; i != capacity; ++i)
        {
            sleeper& each = sleepers_[i];
            if (load(each.who) == 0)
            {
                store(each.turn, next_number());
                store(each.notified, 0);
                if (i >= load(used_))
                {
                    store(used_, i + 1);
                }
                store(each.who, me.word());  // from here on it waits
                return i;
            }
        }
        return std::nullopt;
    }

    /// Notifies the one that has been waiting longest, and clears away the dead that it meets.
    /// @return its entry, if anybody waits.
    template <class IsDead>
    std::optional<std::size_t> notify(IsDead is_dead)
    {
        for (;;)
        {
            std::optional<std::size_t> const first = longest_waiting();
            if (!first)
            {
                return std::nullopt;
            }
            if (!is_dead(who(*first)))
            {
                store(sleepers_[*first].notified, next_number());
                return first;
            }
            clear(*first);
        }
    }

    bool is_notified(std::size_t entry) const noexcept
    {
        return load(sleepers_[entry].notified) != 0;
    }

    /// Takes over the notification of a sleeper that died before it acted on it.
    /// @return whether there was one for this entry.
    template <class IsDead>
    bool inherit(std::size_t entry, IsDead is_dead)
    {
        sleeper& mine = sleepers_[entry];
        for (std::size_t i = 0; i < load(used_); ++i)
        {
            sleeper const& each = sleepers_[i];
            if (load(each.who) != 0 && load(each.notified) > load(mine.turn) && is_dead(who(i)))
            {
                // Killed in between: two of the dead are notified instead of one, and a sleeper
                // too many wakes up. The other order could lose the notification.
                store(mine.notified, load(each.notified));
                clear(i);
                return true;
            }
        }
        return false;
    }

    /// Leaves the table. @return whether it was notified.
    bool get_up(std::size_t entry) noexcept
    {
        bool const notified = is_notified(entry);
        clear(entry);
        return notified;
    }

    /// Clears away the dead, with their notifications: for when the table is full.
    template <class IsDead>
    void bury(IsDead is_dead)
    {
        for (std::size_t i = 0; i < load(used_); ++i)
        {
            if (load(sleepers_[i].who) != 0 && is_dead(who(i)))
            {
                clear(i);
            }
        }
    }

    /// Where the owner of an entry sleeps.
    quartet::detail::event_count& bell(std::size_t entry) noexcept { return sleepers_[entry].bell; }

private:
    struct sleeper
    {
        std::atomic<std::uint64_t> who{0};       // 0: free
        std::atomic<std::uint64_t> turn{0};      // the number with which it began to wait
        std::atomic<std::uint64_t> notified{0};  // the number with which it was notified, or 0
        quartet::detail::event_count bell;
    };

    // Read and written by one at a time; atomic so that each store is done or not done.
    template <class T>
    static T load(std::atomic<T> const& from) noexcept
    {
        return from.load(std::memory_order_relaxed);
    }
    template <class T>
    static void store(std::atomic<T>& to, std::type_identity_t<T> value) noexcept
    {
        to.store(value, std::memory_order_release);  // in the order of the program
    }

    std::uint64_t next_number() noexcept
    {
        std::uint64_t const number = load(numbers_) + 1;
        store(numbers_, number);
        return number;
    }

    identity who(std::size_t entry) const noexcept
    {
        return identity::from_word(load(sleepers_[entry].who));
    }

    std::optional<std::size_t> longest_waiting() const noexcept
    {
        std::optional<std::size_t> first;
        for (std::size_t i = 0; i < load(used_); ++i)
        {
            sleeper const& each = sleepers_[i];
            if (load(each.who) != 0 && load(each.notified) == 0 &&
                (!first || load(each.turn) < load(sleepers_[*first].turn)))
            {
                first = i;
            }
        }
        return first;
    }

    void clear(std::size_t entry) noexcept
    {
        store(sleepers_[entry].who, 0);
        while (load(used_) > 0 && load(sleepers_[load(used_) - 1].who) == 0)
        {
            store(used_, load(used_) - 1);
        }
    }

    std::atomic<std::uint64_t> numbers_{0};
    std::atomic<std::size_t> used_{0};  // entries from here on are free
    std::array<sleeper, capacity> sleepers_{};
};

}  // namespace quartet::multiprocessing::detail

#endif
