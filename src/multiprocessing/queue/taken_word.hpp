// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_TAKEN_WORD_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_TAKEN_WORD_HPP

#include <cstdint>

namespace quartet::multiprocessing::detail {

/// JoinableQueue: how many items one user got that are not done yet. One word, changed by
/// compare-and-swap.
/**
 *    settled  --- count the item, whose slot is `reading` -->  counting
 *    counting --- its slot is free ------------------------->  settled
 *
 * A process that is killed while counting has counted an item that may still be in its slot, and
 * then goes back into the queue. So the word tells which item that is. Threads of one process
 * take turns.
 */
class taken_word
{
public:
    constexpr explicit taken_word(std::uint64_t bits = 0) noexcept
        : bits_(bits)
    {}

    constexpr std::uint64_t bits() const noexcept { return bits_; }
    constexpr std::uint64_t count() const noexcept { return bits_ >> 25; }
    constexpr bool is_counting() const noexcept { return (bits_ & 1) != 0; }
    constexpr bool is_counting(std::uint64_t sequence) const noexcept
    {
        return is_counting() && (bits_ & item_mask) == item(sequence);
    }

    constexpr taken_word counting(std::uint64_t sequence) const noexcept
    {
        return taken_word((count() + 1) << 25 | item(sequence) | 1);
    }
    constexpr taken_word settled() const noexcept { return taken_word(count() << 25); }

    /// An item is done. The count must not be 0.
    constexpr taken_word one_less() const noexcept
    {
        return taken_word(bits_ - (std::uint64_t(1) << 25));
    }

private:
    static constexpr std::uint64_t item_mask = ((std::uint64_t(1) << 24) - 1) << 1;

    static constexpr std::uint64_t item(std::uint64_t sequence) noexcept
    {
        return (sequence << 1) & item_mask;
    }

    std::uint64_t bits_;
};

}  // namespace quartet::multiprocessing::detail

#endif
