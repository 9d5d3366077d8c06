// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_WAIT_HPP
#define QUARTET_MULTIPROCESSING_WAIT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/multiprocessing/connection.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <initializer_list>
#include <iterator>
#include <ranges>
#include <span>
#include <vector>

namespace quartet::multiprocessing {

/// What wait() can wait for: a Connection, or a descriptor such as a process's sentinel.
class QUARTET_DECL waitable
{
public:
    /// @throws OSError when it is closed.
    waitable(Connection const& connection)
        : descriptor_(connection.fileno())
        , connection_(connection)
    {}

    /// @throws ValueError when it is negative.
    waitable(int descriptor);

    /// The descriptor that is waited for.
    int fileno() const noexcept { return descriptor_; }

    /// The connection that it was made from; a closed one when it was made from a descriptor.
    Connection const& connection() const noexcept { return connection_; }

    /// Whether both were made from the same connection or descriptor.
    friend bool operator==(waitable const& a, waitable const& b) noexcept
    {
        return a.connection_ == b.connection_ &&
               (a.connection_ != Connection() || a.descriptor_ == b.descriptor_);
    }
    friend bool operator==(waitable const& a, Connection const& b) noexcept
    {
        return a.connection_ == b;
    }

private:
    int descriptor_;
    Connection connection_;
};

/// Waits until one or more of the objects are ready: something can be read, or the end is there.
/**
 * @return the ready ones, in the order given; none when the limit passed, or when there are no
 * objects. A negative limit is zero.
 * @throws OSError when a descriptor is closed.
 *
 * @par Example
 * @code
 * for (mp::waitable const& ready : mp::wait({connection, process.sentinel()}, 2.5))
 * {
 *     if (ready == process.sentinel()) { ... }
 * }
 * @endcode
 *
 * @par Blocking
 * The calling thread or greenlet.
 */
QUARTET_DECL std::vector<waitable> wait(std::span<waitable const> objects, timeout limit = {});

inline std::vector<waitable> wait(std::initializer_list<waitable> objects, timeout limit = {})
{
    return wait(std::span(objects.begin(), objects.size()), limit);
}

template <std::ranges::input_range Objects>
requires std::convertible_to<std::ranges::range_reference_t<Objects>, waitable>
    std::vector<waitable> wait(Objects&& objects, timeout limit = {})
{
    std::vector<waitable> all;
    for (auto&& object : objects)
    {
        all.push_back(object);
    }
    return wait(std::span<waitable const>(all), limit);
}

}  // namespace quartet::multiprocessing

#endif
