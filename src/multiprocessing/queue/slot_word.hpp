// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_SLOT_WORD_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_SLOT_WORD_HPP

#include <cstdint>

namespace quartet::multiprocessing::detail {

/// The one word that says whose a slot is. Every change of it is a compare-and-swap.
/**
 *            put                put                 get                 get
 *    free  ------->  writing  ------->  ready  ----------->  reading  ------->  free
 *                       |                 ^                     |
 *                       | owner died      +---------------------+ owner died
 *                       v
 *                      free
 *
 * The sequence number is given when the slot is claimed, and stays with the item. An item is
 * named by its handle (slot index and sequence number): a handle that is late, or comes twice,
 * does not match any more, and nothing happens.
 */
class slot_word
{
public:
    enum state : std::uint64_t
    {
        free,     ///< nobody's
        writing,  ///< owner is putting the item
        ready,    ///< everybody's; the item can be got
        reading   ///< owner is getting the item
    };

    static constexpr unsigned max_owners = 1023;

    constexpr explicit slot_word(std::uint64_t bits = 0) noexcept
        : bits_(bits)
    {}

    constexpr slot_word(state s, unsigned owner, std::uint64_t sequence) noexcept
        : bits_(s | (std::uint64_t(owner) << 2) | (sequence << 12))
    {}

    constexpr std::uint64_t bits() const noexcept { return bits_; }
    constexpr state what() const noexcept { return state(bits_ & 3); }
    constexpr unsigned owner() const noexcept { return unsigned(bits_ >> 2) & max_owners; }
    constexpr std::uint64_t sequence() const noexcept { return bits_ >> 12; }

    /// Whether one process has it in hand.
    constexpr bool is_owned() const noexcept { return what() == writing || what() == reading; }

    /// What becomes of an owned slot whose owner died.
    constexpr slot_word bereft() const noexcept
    {
        return what() == writing ? slot_word() : slot_word(ready, 0, sequence());
    }

private:
    std::uint64_t bits_;
};

/// What the message_queue carries: 24 bits of slot index, 40 bits of sequence number.
class slot_handle
{
public:
    static constexpr std::uint64_t max_slots = std::uint64_t(1) << 24;

    constexpr slot_handle() noexcept = default;
    constexpr slot_handle(std::uint64_t index, std::uint64_t sequence) noexcept
        : bits_((index << 40) | (sequence & low))
    {}
    static constexpr slot_handle from_bits(std::uint64_t bits) noexcept
    {
        slot_handle result;
        result.bits_ = bits;
        return result;
    }

    constexpr std::uint64_t bits() const noexcept { return bits_; }
    constexpr std::uint64_t index() const noexcept { return bits_ >> 40; }

    /// Whether the slot holds the item that the handle was made for.
    constexpr bool names(slot_word word) const noexcept
    {
        return word.what() != slot_word::free && (word.sequence() & low) == (bits_ & low);
    }

private:
    static constexpr std::uint64_t low = (std::uint64_t(1) << 40) - 1;

    std::uint64_t bits_ = 0;
};

}  // namespace quartet::multiprocessing::detail

#endif
