// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_THREADING_LOCAL_HPP
#define QUARTET_THREADING_LOCAL_HPP

#include <quartet/detail/local_values.hpp>

#include <type_traits>
#include <utility>

namespace quartet::threading {

/// A value that each thread has for itself (Python: `threading.local`).
/**
 * A thread's value is made when the thread asks for it first: by the initialiser, or from nothing.
 * It is destroyed when the thread ends, before join() returns, or with the local object. In the
 * destructors of the thread's oldest `thread_local` objects, which run later, each call makes a new
 * value that stays until the local object goes. Unlike
 * C++'s `thread_local` it may be a member, and there may be as many as one likes.
 *
 * @par Example
 * @code
 * threading::local<std::mt19937> random([] { return std::mt19937(std::random_device{}()); });
 * (*random)();
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction: no thread may use it then. It is neither copied nor moved.
 */
template <class T>
class local : public quartet::detail::own_value<T>
{
public:
    local() requires std::is_default_constructible_v<T>
        : quartet::detail::own_value<T>(&quartet::detail::slots_of_thread)
    {}

    /// @param initialiser is called without arguments in each thread, for its first value.
    template <class F>
    requires std::is_invocable_r_v<T, F&>
    explicit local(F initialiser)
        : quartet::detail::own_value<T>(&quartet::detail::slots_of_thread, std::move(initialiser))
    {}
};

}  // namespace quartet::threading

#endif
