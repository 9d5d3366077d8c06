// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_FIBER_STACK_POOL_HPP
#define QUARTET_SRC_DETAIL_FIBER_STACK_POOL_HPP

#include <cstddef>

namespace quartet::detail {

/// Stacks of fibers, with guard pages below them, that are used again.
/**
 * Not Boost.Context's pooled_fixedsize_stack, which has no guard pages, and not its
 * protected_fixedsize_stack: two mappings a stack end at vm.max_map_count, that is 32,000 fibers.
 * Here many stacks are one mapping, whose guards are markers in the page tables (Linux 6.13); an
 * older kernel gets mappings.
 *
 * Memory is touched lazily. Each thread keeps some stacks with what they touched; those of other
 * threads and sizes, and those beyond, lie in one list for all, without memory.
 */
class stack_pool
{
public:
    /// @param size bytes, whole pages. @return the end of the stack (its highest address).
    /// @throws std::bad_alloc
    static char* acquire(std::size_t size);

    static void release(char* end, std::size_t size) noexcept;

    /// The end of the stack in whose guard pages an address lies, or null. Safe in signal handlers.
    static char* whose_guard(void const* address) noexcept;
};

/// Before a thread runs on stacks of the pool: an overflow ends the process with a message.
void watch_for_overflow();

}  // namespace quartet::detail

#endif
