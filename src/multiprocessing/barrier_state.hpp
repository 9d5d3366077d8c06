// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_BARRIER_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_BARRIER_STATE_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

#include "../detail/process_identity.hpp"

namespace quartet::multiprocessing::detail {

/// Who waits at a barrier, and how it ends for them. No I/O, no clock, no lock of its own.
/**
 *               last arrives              finish
 *     filling ---------------> acting -------------> filling, next generation: they passed
 *        |                       |
 *        |  fail, abort, a death |                 reset
 *        +-----------------------+-----> broken ----------> filling
 *        |                       |
 *        |        reset          |
 *        +-----------------------+-----> filling, next generation: it broke for them
 *
 * One word holds the phase, the generation, and how the generation before ended. So each arrow is
 * one store. A party that wakes late, in a yet later generation, finds how its own ended in its
 * entry: that is written there before the next arrow is taken.
 *
 * Its user calls one member at a time, but may be killed between any two stores.
 */
class barrier_state
{
public:
    using identity = quartet::detail::process_identity;

    enum class outcome : std::uint32_t
    {
        waiting,
        passed,
        broken
    };

    enum class arrival
    {
        waits,    ///< has an entry, and waits for the others
        last,     ///< has an entry, and must run the action, then finish()
        broken,   ///< has no entry; the barrier is broken
        too_soon  ///< has no entry; the parties before must go on first
    };

    struct ticket
    {
        arrival how;
        std::size_t entry = 0;
        int index = 0;  // 0 to parties - 1
    };

    /// What it takes, with the entries that follow the object.
    static constexpr std::size_t size(int parties) noexcept
    {
        return sizeof(barrier_state) + entries_for(parties) * sizeof(party);
    }

    explicit barrier_state(int parties) noexcept
        : parties_(parties)
    {
        for (std::size_t i = 0; i != entries_for(parties); ++i)
        {
            new (&entries()[i]) party;
        }
    }

    int parties() const noexcept { return parties_; }
    bool broken() const noexcept { return phase_now() == phase::broken; }
    bool acting() const noexcept { return phase_now() == phase::acting; }

    /// How many have arrived in this generation.
    int arrived() const noexcept
    {
        int count = 0;
        for (std::size_t i = 0; i != entries_for(parties_); ++i)
        {
            count += is_current(i);
        }
        return count;
    }

    template <class IsDead>
    ticket arrive(identity me, IsDead is_dead)
    {
        int const before = arrived();
        // The last to arrive must not pass with the dead; and if all have arrived and none acts,
        // one of them died before it could.
        if (phase_now() == phase::filling && before + 1 >= parties_)
        {
            bury(is_dead);
        }
        if (broken())
        {
            return {arrival::broken};
        }
        std::size_t const entry = free_entry();
        if (before >= parties_ || entry == entries_for(parties_))
        {
            return {arrival::too_soon};
        }
        store(entries()[entry].generation, generation());
        store(entries()[entry].result, outcome::waiting);
        store(entries()[entry].who, me.word());  // from here on it has arrived
        if (before + 1 < parties_)
        {
            return {arrival::waits, entry, before};
        }
        store(word_, pack(generation(), last(), phase::acting));
        return {arrival::last, entry, before};
    }

    outcome look(std::size_t entry) const noexcept
    {
        party const& mine = entries()[entry];
        if (load(mine.result) != outcome::waiting)
        {
            return load(mine.result);
        }
        return load(mine.generation) == generation() ? outcome::waiting : last();
    }

    /// The action is done: all pass, unless it broke in the meantime.
    void finish(std::size_t entry) noexcept
    {
        if (is_current(entry) && acting())
        {
            next(outcome::passed, phase::filling);
        }
    }

    /// The time ran out, or the action threw: breaks it, unless it ended in the meantime.
    void fail(std::size_t entry) noexcept
    {
        if (is_current(entry))
        {
            next(outcome::broken, phase::broken);
        }
    }

    /// The party goes.
    void leave(std::size_t entry) noexcept { store(entries()[entry].who, 0); }

    void abort() noexcept
    {
        if (!broken())
        {
            next(outcome::broken, phase::broken);
        }
    }

    void reset() noexcept
    {
        if (broken())
        {
            store(word_, pack(generation(), last(), phase::filling));
        }
        else if (arrived() > 0)
        {
            next(outcome::broken, phase::filling);
        }
    }

    /// Breaks it if one of those who have arrived is dead. @return whether it did.
    template <class IsDead>
    bool bury(IsDead is_dead)
    {
        bool breaks = false;
        for (std::size_t i = 0; i != entries_for(parties_); ++i)
        {
            if (load(entries()[i].who) != 0 && is_dead(identity::from_word(load(entries()[i].who))))
            {
                if (is_current(i))
                {
                    next(outcome::broken,
                         phase::broken);  // first, or a party would be missed
                    breaks = true;
                }
                leave(i);
            }
        }
        return breaks;
    }

private:
    enum class phase : std::uint64_t
    {
        filling,
        acting,
        broken
    };

    struct party
    {
        std::atomic<std::uint64_t> who{0};  // 0: free
        std::atomic<std::uint64_t> generation{0};
        std::atomic<outcome> result{outcome::waiting};  // once a later generation has ended
    };

    // Twice the parties and some: those of the generations before may be slow to wake up.
    static constexpr std::size_t entries_for(int parties) noexcept
    {
        return std::size_t(parties) * 2 + 16;
    }

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

    static std::uint64_t pack(std::uint64_t generation, outcome last, phase now) noexcept
    {
        return generation << 4 | std::uint64_t(last) << 2 | std::uint64_t(now);
    }
    std::uint64_t generation() const noexcept { return load(word_) >> 4; }
    outcome last() const noexcept { return outcome(load(word_) >> 2 & 3); }
    phase phase_now() const noexcept { return phase(load(word_) & 3); }

    bool is_current(std::size_t entry) const noexcept
    {
        return load(entries()[entry].who) != 0 && load(entries()[entry].generation) == generation();
    }

    std::size_t free_entry() const noexcept
    {
        std::size_t i = 0;
        while (i != entries_for(parties_) && load(entries()[i].who) != 0)
        {
            ++i;
        }
        return i;
    }

    /// Ends the generation.
    void next(outcome how, phase now) noexcept
    {
        for (std::size_t i = 0; i != entries_for(parties_); ++i)
        {
            if (load(entries()[i].who) != 0 && !is_current(i))
            {
                store(entries()[i].result, look(i));
            }
        }
        store(word_, pack(generation() + 1, how, now));
    }

    party* entries() noexcept { return reinterpret_cast<party*>(this + 1); }
    party const* entries() const noexcept { return reinterpret_cast<party const*>(this + 1); }

    int const parties_;
    std::atomic<std::uint64_t> word_{0};  // generation << 4 | how the one before ended << 2 | phase
};

}  // namespace quartet::multiprocessing::detail

#endif
