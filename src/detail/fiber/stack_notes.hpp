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

#if defined(BOOST_USE_VALGRIND)
#include <valgrind/memcheck.h>
#endif

// What AddressSanitizer and Valgrind must be told of stacks. (Boost.Context tells AddressSanitizer and
// ThreadSanitizer of switches.)
namespace quartet::detail {

/// The memory of a finished fiber's stack: the marks that its frames left.
inline void forget_frames([[maybe_unused]] char* begin, [[maybe_unused]] std::size_t size) noexcept
{
#if defined(BOOST_USE_ASAN)
    ASAN_UNPOISON_MEMORY_REGION(begin, size);
#endif
#if defined(BOOST_USE_VALGRIND)
    VALGRIND_MAKE_MEM_UNDEFINED(begin, size);
#endif
}

/// A fiber begins to run there. @return for forget_stack()
inline unsigned note_stack([[maybe_unused]] void* end, [[maybe_unused]] std::size_t size) noexcept
{
#if defined(BOOST_USE_VALGRIND)
    return VALGRIND_STACK_REGISTER(end, static_cast<char*>(end) - size);
#else
    return 0;
#endif
}

inline void forget_stack([[maybe_unused]] unsigned note) noexcept
{
#if defined(BOOST_USE_VALGRIND)
    VALGRIND_STACK_DEREGISTER(note);
#endif
}

}  // namespace quartet::detail

#endif
