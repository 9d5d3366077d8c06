// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_FIBER_STACK_NOTES_HPP
#define QUARTET_SRC_DETAIL_FIBER_STACK_NOTES_HPP

#include <cstddef>

#if defined(BOOST_USE_ASAN)
#include <sanitizer/asan_interface.h>
#endif

// What AddressSanitizer must be told of stacks. (Boost.Context tells it, ThreadSanitizer and Valgrind
// of switches.)
namespace quartet::detail {

/// The memory of a finished fiber's stack: the marks that its frames left around their variables.
inline void forget_frames([[maybe_unused]] char* begin, [[maybe_unused]] std::size_t size) noexcept
{
#if defined(BOOST_USE_ASAN)
    ASAN_UNPOISON_MEMORY_REGION(begin, size);
#endif
}

}  // namespace quartet::detail

#endif
