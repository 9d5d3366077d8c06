// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "cell_store.hpp"

#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>

namespace quartet::multiprocessing::detail {

cell_store::cell_store(std::shared_ptr<quartet::detail::shared_segment> const& segment)
    : state_(*static_cast<queue_state*>(segment->data()))
    , segments_(segment, 'c')
{}

void cell_store::map_all()
{
    std::uint32_t const segments = state_.cell_segments.load(std::memory_order_acquire);
    for (std::uint32_t k = 0; k < segments; ++k)
    {
        static_cast<void>(segments_[k]);
    }
}

// Low cells first, so that a queue that is emptied as fast as it is filled stays in few pages.
std::optional<std::uint64_t> cell_store::allocate(slot_handle owner, std::uint64_t bytes)
{
    std::uint64_t const wanted = (bytes + cell_size - 1) / cell_size;
    std::uint64_t const cells = size();
    map_all();
    if (wanted > cells)
    {
        return {};
    }
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t found = 0;
    for (std::uint64_t index = 0; index < cells && found < wanted; ++index)
    {
        cell_head& head = at(index);
        std::uint64_t expected = 0;
        if (head.owner.load(std::memory_order_relaxed) != 0 ||
            !head.owner.compare_exchange_strong(expected, owner.bits()))
        {
            continue;
        }
        if (found++ == 0)
        {
            first = index;
        }
        else
        {
            at(last).next.store(index, std::memory_order_relaxed);
        }
        last = index;
    }
    if (found == wanted)
    {
        return first;
    }
    free(owner, first, found * cell_size);
    return {};
}

// Somebody who repairs may collect the same cells at the same time, and another item have them
// next; then the links lead elsewhere. What is freed is only what still has our name, and the rest
// the collector frees: he goes upwards, as the links do, so he has not yet passed it.
void cell_store::free(slot_handle owner, std::uint64_t first, std::uint64_t bytes)
{
    std::uint64_t const cells = (bytes + cell_size - 1) / cell_size;
    for (std::uint64_t index = first, n = 0; n < cells; ++n)
    {
        cell_head& head = at(index);
        index = head.next.load(std::memory_order_relaxed);
        std::uint64_t expected = owner.bits();
        head.owner.compare_exchange_strong(expected, 0);
    }
}

bool cell_store::grow()
{
    unsigned const next = state_.cell_segments;
    if (next == queue_state::max_cell_segments)
    {
        return false;
    }
    std::uint64_t const count = first_cells << next;
    try
    {
        segments_.create(next, heads_bytes(count) + count * cell_size);
    }
    catch (OSError const& error)
    {
        if (error.code().value() == ENOSPC)
        {
            return false;  // but there may be room for the one value
        }
        throw;
    }
    state_.cell_segments.store(next + 1, std::memory_order_seq_cst);
    return true;
}

std::pair<char*, char*> cell_store::chain::advance()
{
    std::uint64_t const part = std::min<std::uint64_t>(left_, cell_size);
    if (part == 0)
    {
        return {nullptr, nullptr};
    }
    char* const begin = store_.data(next_);
    next_ = store_.at(next_).next.load(std::memory_order_relaxed);
    left_ -= part;
    return {begin, begin + part};
}

cell_store::chain::int_type cell_store::chain::overflow(int_type c)
{
    auto const [begin, end] = advance();
    setp(begin, end);
    if (begin == nullptr)
    {
        return traits_type::eof();
    }
    *begin = traits_type::to_char_type(c);
    pbump(1);
    return c;
}

cell_store::chain::int_type cell_store::chain::underflow()
{
    auto const [begin, end] = advance();
    setg(begin, begin, end);
    return begin == nullptr ? traits_type::eof() : traits_type::to_int_type(*begin);
}

}  // namespace quartet::multiprocessing::detail
