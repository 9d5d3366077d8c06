// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_QUEUE_CELL_STORE_HPP
#define QUARTET_SRC_MULTIPROCESSING_QUEUE_CELL_STORE_HPP

#include <atomic>
#include <bit>
#include <memory>
#include <optional>
#include <streambuf>

#include "queue_state.hpp"
#include "segment_row.hpp"

namespace quartet::multiprocessing::detail {

/// Where values lie that are too long for their slot: chains of cells of 4 KiB.
/**
 * A cell is owned by an item, not by a process: its owner word is the item's handle. So what a
 * killed process leaves is found by looking: a cell whose item is gone is free.
 */
class cell_store
{
public:
    static constexpr std::size_t cell_size = 4096;
    static constexpr std::uint64_t most_bytes = 4 << 20;  // longer ones get a memory of their own

    explicit cell_store(std::shared_ptr<quartet::detail::shared_segment> const& segment);

    /// Maps all cells there are, so that nothing that is done with them can fail.
    /// @throws OSError.
    void map_all();

    /// Links cells for so many bytes. @return the first one, or nothing when there are too few.
    /// @throws OSError, and then it has none.
    std::optional<std::uint64_t> allocate(slot_handle owner, std::uint64_t bytes);

    /// Frees the chain of an item that is gone. @throws OSError, and then the rest is collected.
    void free(slot_handle owner, std::uint64_t first, std::uint64_t bytes);

    /// Makes the store larger; needs the repair guard.
    /// @return false at its limit of 64 MiB, or when /dev/shm has no room.
    bool grow();

    /// Frees every cell whose item is gone; needs the repair guard.
    template <class Exists>
    void collect(Exists exists)
    {
        for (std::uint64_t index = 0; index < size(); ++index)
        {
            std::uint64_t owner = at(index).owner.load(std::memory_order_acquire);
            if (owner != 0 && !exists(slot_handle::from_bits(owner)))
            {
                // Its reader may be freeing it right now, and another item have it next.
                at(index).owner.compare_exchange_strong(owner, 0);
            }
        }
    }

    /// A stream buffer over a chain.
    class chain : public std::streambuf
    {
    public:
        chain(cell_store& store, std::uint64_t first, std::uint64_t bytes)
            : store_(store)
            , next_(first)
            , left_(bytes)
        {}

        /// Whether exactly as many bytes were written as were announced.
        bool is_full() const noexcept { return left_ == 0 && pptr() == epptr(); }

    protected:
        int_type overflow(int_type c) override;
        int_type underflow() override;

    private:
        /// The next piece, or nothing at the end.
        std::pair<char*, char*> advance();

        cell_store& store_;
        std::uint64_t next_;
        std::uint64_t left_;
    };

private:
    struct cell_head
    {
        std::atomic<std::uint64_t> owner;  // 0: free, else the bits of a handle
        std::atomic<std::uint64_t> next;   // of the same item; always a higher index
    };

    static constexpr std::uint64_t first_cells = 64;

    std::uint64_t size() const noexcept
    {
        std::uint32_t const segments = state_.cell_segments.load(std::memory_order_acquire);
        return first_cells * ((std::uint64_t(1) << segments) - 1);
    }

    /// Segment K has 64 * 2^K cells: their heads, padded to a page, then their data.
    struct position
    {
        std::byte* base;
        std::uint64_t offset;
        std::uint64_t count;
    };
    position locate(std::uint64_t index)
    {
        unsigned const k = unsigned(std::bit_width(index / first_cells + 1)) - 1;
        std::byte* const base = segments_[k];
        std::uint64_t const begin = first_cells * ((std::uint64_t(1) << k) - 1);
        return {base, index - begin, first_cells << k};
    }
    cell_head& at(std::uint64_t index)
    {
        position const p = locate(index);
        return reinterpret_cast<cell_head*>(p.base)[p.offset];
    }
    char* data(std::uint64_t index)
    {
        position const p = locate(index);
        return reinterpret_cast<char*>(p.base) + heads_bytes(p.count) + p.offset * cell_size;
    }
    static constexpr std::size_t heads_bytes(std::uint64_t count) noexcept
    {
        return (count * sizeof(cell_head) + cell_size - 1) / cell_size * cell_size;
    }

    queue_state& state_;
    segment_row segments_;
};

}  // namespace quartet::multiprocessing::detail

#endif
