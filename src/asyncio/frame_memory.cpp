// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/frame_memory.hpp>

#include <utility>

namespace quartet::asyncio::detail {
namespace {

#if defined(BOOST_USE_ASAN)
constexpr unsigned short most_of_a_kind = 0;
#else
constexpr unsigned short most_of_a_kind = 256;
#endif

}  // namespace

constinit thread_local frame_memory::store frame_memory::mine;

/// Gives everything back when the thread ends.
struct frame_memory::cleaner
{
    ~cleaner()
    {
        is_over = true;
        mine.most = 0;
        for (block* first : std::exchange(mine.first, {}))
        {
            while (first != nullptr)
            {
                ::operator delete(std::exchange(first, first->next));
            }
        }
        mine.count = {};
    }

    static constinit thread_local bool is_over;
};
constinit thread_local bool frame_memory::cleaner::is_over = false;

void frame_memory::give_slowly(void* memory, std::size_t size) noexcept
{
    if (kind_of(size) < kinds && mine.most == 0 && most_of_a_kind != 0 && !cleaner::is_over)
    {
        static thread_local cleaner const at_end_of_thread;
        static_cast<void>(&at_end_of_thread);
        mine.most = most_of_a_kind;
        give(memory, size);
        return;
    }
    ::operator delete(memory);
}

}  // namespace quartet::asyncio::detail
