// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_FRAME_MEMORY_HPP
#define QUARTET_ASYNCIO_DETAIL_FRAME_MEMORY_HPP

#include <quartet/detail/config.hpp>

#include <array>
#include <cstddef>
#include <new>

namespace quartet::asyncio::detail {

/// Memory of coroutines and tasks: a thread keeps some of what it gave back, for the next ones.
/**
 * With malloc alone, to await a coroutine that returns at once took a third more time than Asio's,
 * which keeps memory likewise. Under AddressSanitizer nothing is kept, so that it sees what is used
 * too late.
 */
class frame_memory
{
public:
    static void* take(std::size_t size)
    {
        std::size_t const kind = kind_of(size);
        if (kind < kinds)
        {
            if (block* const first = mine.first[kind])
            {
                mine.first[kind] = first->next;
                --mine.count[kind];
                return first;
            }
        }
        return ::operator new(kind < kinds ? kind * step + rest : size);
    }

    static void give(void* memory, std::size_t size) noexcept
    {
        std::size_t const kind = kind_of(size);
        if (kind < kinds && mine.count[kind] < mine.most)
        {
            mine.first[kind] = new (memory) block{mine.first[kind]};
            ++mine.count[kind];
            return;
        }
        give_slowly(memory, size);
    }

private:
    // What malloc has room for: multiples of 16 bytes, of which it needs 8.
    static constexpr std::size_t step = 16;
    static constexpr std::size_t rest = 8;
    static constexpr std::size_t kinds = 32;

    struct block
    {
        block* next;
    };
    struct store
    {
        std::array<block*, kinds> first{};
        std::array<unsigned short, kinds> count{};
        unsigned short most = 0;  // 0: nothing is kept, yet or any more
    };
    struct cleaner;

    static std::size_t kind_of(std::size_t size) noexcept { return (size + rest - 1) / step; }

    /// Keeps nothing if there is enough, or the thread ends.
    QUARTET_DECL static void give_slowly(void* memory, std::size_t size) noexcept;

    [[gnu::tls_model("initial-exec")]] QUARTET_DECL static constinit thread_local store mine;
};

}  // namespace quartet::asyncio::detail

#endif
