// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "segment_row.hpp"

namespace quartet::multiprocessing::detail {

void segment_row::create(unsigned number, std::size_t bytes)
{
    quartet::detail::remove_name(name(number));
    quartet::detail::create_memory(name(number), bytes);
}

std::byte* segment_row::map(unsigned number)
{
    auto mine = quartet::detail::mapping::open(name(number));
    std::byte* first = nullptr;
    if (!bases_[number].compare_exchange_strong(first, mine.data()))
    {
        return first;  // another thread's
    }
    mappings_[number] = std::move(mine);
    return bases_[number];
}

}  // namespace quartet::multiprocessing::detail
