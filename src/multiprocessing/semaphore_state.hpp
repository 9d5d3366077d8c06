// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_SEMAPHORE_STATE_HPP
#define QUARTET_SRC_MULTIPROCESSING_SEMAPHORE_STATE_HPP

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "../detail/process_identity.hpp"

namespace quartet::multiprocessing::detail {

/// Who holds how many units of a semaphore. No I/O, no clock, no lock of its own.
/**
 * A unit that is taken stays in `total_` and is counted with its holder, so that it comes back by
 * itself when a dead holder's entry is cleared:
 *
 *     available = total - sum of what the holders hold
 *
 * Its user calls one member at a time, but may be killed between any two stores. So each change is
 * one store, or several of which each leaves the numbers right or too low, and of which a later
 * burial makes good the rest.
 */
class semaphore_state
{
public:
    static constexpr std::size_t capacity = 1024;

    using identity = quartet::detail::process_identity;

    enum class taken
    {
        none,           ///< no unit was available
        unit,           ///< one that was given back in order, or is new
        inherited_unit  ///< one that came back from a dead process
    };

    /// Before anybody uses it.
    void start(int value, int bound) noexcept
    {
        total_.store(value, std::memory_order_relaxed);
        bound_.store(bound, std::memory_order_relaxed);
    }

    std::int64_t available() const noexcept
    {
        std::int64_t units = load(total_);
        for_each_holder([&](holder const& each) { units -= load(each.units); });
        return units;
    }

    /// An entry for a process that is going to take units; nothing if the table is full.
    std::optional<std::size_t> enter(identity me) noexcept
    {
        for (std::size_t i = 0; i != capacity; ++i)
        {
            holder& each = holders_[i];
            if (load(each.who) == 0)
            {
                store(each.units, 0);
                if (i >= load(used_))
                {
                    store(used_, i + 1);
                }
                store(each.who, me.word());  // from here on the entry counts
                return i;
            }
        }
        return std::nullopt;
    }

    /// The process goes in order: what it holds stays taken.
    void leave(std::size_t entry) noexcept
    {
        // Killed in between: the units count as taken twice until the entry is buried, and once
        // from then on.
        store(total_, load(total_) - load(holders_[entry].units));
        clear(entry);
    }

    taken take(std::size_t entry) noexcept
    {
        if (available() <= 0)
        {
            return taken::none;
        }
        holder& mine = holders_[entry];
        store(mine.units, load(mine.units) + 1);
        if (load(inherited_) == 0)
        {
            return taken::unit;
        }
        store(inherited_, load(inherited_) - 1);
        return taken::inherited_unit;
    }

    /// @param entry the releasing process's, if it has one.
    /// @return false if there would be more units than the bound.
    bool give(std::optional<std::size_t> entry, identity me) noexcept
    {
        if (available() >= load(bound_))
        {
            return false;
        }
        holder* const from = whose_unit(entry, me);
        if (from != nullptr)
        {
            store(from->units, load(from->units) - 1);
        }
        else
        {
            store(total_, load(total_) + 1);
        }
        return true;
    }

    /// Clears the entries of dead processes. @return the number of units that came back.
    template <class IsDead>
    std::int64_t bury(IsDead is_dead)
    {
        std::int64_t back = 0;
        for (std::size_t i = 0; i < load(used_); ++i)
        {
            holder const& each = holders_[i];
            if (load(each.who) != 0 && is_dead(identity::from_word(load(each.who))))
            {
                std::int64_t const units = load(each.units);
                store(inherited_,
                      load(inherited_) + units);  // killed here: a false alarm later
                clear(i);
                back += units;
            }
        }
        return back;
    }

private:
    struct holder
    {
        std::atomic<std::uint64_t> who{0};  // 0: free
        std::atomic<std::int64_t> units{0};
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

    template <class Visit>
    void for_each_holder(Visit visit) const
    {
        for (std::size_t i = 0; i < load(used_); ++i)
        {
            if (load(holders_[i].who) != 0)
            {
                visit(holders_[i]);
            }
        }
    }

    /// Whose taken unit a release gives back: the caller's, else anybody's.
    holder* whose_unit(std::optional<std::size_t> entry, identity me) noexcept
    {
        if (entry && load(holders_[*entry].units) > 0)
        {
            return &holders_[*entry];
        }
        holder* found = nullptr;
        for (std::size_t i = 0; i < load(used_); ++i)
        {
            holder& each = holders_[i];
            if (load(each.who) != 0 && load(each.units) > 0 &&
                (found == nullptr || load(each.who) == me.word()))
            {
                found = &each;
            }
        }
        return found;
    }

    void clear(std::size_t entry) noexcept
    {
        store(holders_[entry].who, 0);
        while (load(used_) > 0 && load(holders_[load(used_) - 1].who) == 0)
        {
            store(used_, load(used_) - 1);
        }
    }

    std::atomic<std::int64_t> total_{0};
    std::atomic<std::int64_t> bound_{0};
    std::atomic<std::int64_t> inherited_{0};  // units that came back from the dead, not taken yet
    std::atomic<std::size_t> used_{0};        // entries from here on are free
    std::array<holder, capacity> holders_{};
};

}  // namespace quartet::multiprocessing::detail

#endif
