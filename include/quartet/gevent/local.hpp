// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_LOCAL_HPP
#define QUARTET_GEVENT_LOCAL_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/local_values.hpp>

#include <type_traits>
#include <utility>

namespace quartet::gevent {

namespace detail {

/// The calling greenlet's; on a thread's own stack, the thread's.
QUARTET_DECL quartet::detail::local_slots* slots_of_greenlet(bool make);

}  // namespace detail

// Python's `gevent.local`.
namespace local {

/// A value that each greenlet has for itself (Python: `gevent.local.local`).
/**
 * A greenlet's value is made when the greenlet asks for it first: by the initialiser, or from
 * nothing. It is destroyed when the greenlet ends, before join() returns, or with the local object. Its
 * destructor may use other local objects, and is not interrupted in what it waits in. On a
 * thread's own stack, which is its main greenlet, the value is that of the thread, as threading::local
 * has it.
 *
 * @par Example
 * @code
 * gevent::local::local<std::string> user;
 * gevent::spawn([&] { *user = "ann"; gevent::sleep(1); use(*user); });
 * gevent::spawn([&] { *user = "bob"; gevent::sleep(1); use(*user); });
 * @endcode
 *
 * @par Thread safety
 * Safe, except for destruction: nobody may use it then. It is neither copied nor moved.
 *
 * @par Between processes
 * In a forked child the greenlet that forked is the main one: it has other values there.
 */
template <class T>
class local : public quartet::detail::own_value<T>
{
public:
    local() requires std::is_default_constructible_v<T>
        : quartet::detail::own_value<T>(&detail::slots_of_greenlet)
    {}

    /// @param initialiser is called without arguments in each greenlet, for its first value.
    template <class F>
    requires std::is_invocable_r_v<T, F&>
    explicit local(F initialiser)
        : quartet::detail::own_value<T>(&detail::slots_of_greenlet, std::move(initialiser))
    {}
};

}  // namespace local
}  // namespace quartet::gevent

#endif
