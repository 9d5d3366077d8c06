// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
//
// What cannot be tested under sanitizers, of which Valgrind is one.

#ifndef QUARTET_TEST_SUPPORT_SANITIZERS_HPP
#define QUARTET_TEST_SUPPORT_SANITIZERS_HPP

#include <string>

namespace quartet_test {

#ifdef BOOST_USE_TSAN
inline constexpr bool is_thread_sanitizer = true;
#else
inline constexpr bool is_thread_sanitizer = false;
#endif

#ifdef BOOST_USE_VALGRIND
inline constexpr bool is_valgrind = true;
#else
inline constexpr bool is_valgrind = false;
#endif

#if defined(BOOST_USE_TSAN) || defined(BOOST_USE_ASAN) || defined(BOOST_USE_VALGRIND)
inline constexpr bool is_under_sanitizer = true;
#else
inline constexpr bool is_under_sanitizer = false;
#endif

/// Whether the forked child of a process with threads may start some. With ThreadSanitizer it dies.
inline constexpr bool children_have_threads = !is_thread_sanitizer;

/// What a program has printed, but for AddressSanitizer's notice about the switch of fibers.
inline std::string without_notices(std::string output)
{
    auto const at = output.find("WARNING: ASan doesn't fully support makecontext");
    if (at != output.npos)
    {
        auto const begin = output.rfind('\n', at) + 1;
        output.erase(begin, output.find('\n', at) + 1 - begin);
    }
    return output;
}

}  // namespace quartet_test

#endif
