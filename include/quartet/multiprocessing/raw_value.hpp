// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_RAW_VALUE_HPP
#define QUARTET_MULTIPROCESSING_RAW_VALUE_HPP

#include <quartet/multiprocessing/detail/memory_block.hpp>

#include <new>
#include <type_traits>

namespace quartet::multiprocessing {

/// A variable that processes share, without a lock (Python: `multiprocessing.RawValue`).
/**
 * Where Python has a type code, T says the type. Processes that change it at the same time need an
 * agreement of their own; `RawValue<std::atomic_int>` does not compile, but `std::atomic_ref` works.
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: as a plain T. Copies refer to the same variable.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue. A process that is killed while it writes
 * leaves what it has written.
 */
template <class T>
class RawValue
{
public:
    using element_type = T;

    /// @throws OSError when there is no room in /dev/shm.
    explicit RawValue(T initial)
        : block_(sizeof(T))
    {
        detail::check_shareable<T>();
        new (block_.data()) T(initial);
    }

    /// Zero. @throws OSError when there is no room in /dev/shm.
    RawValue()
        : RawValue(T{})
    {}

    /// Empty, to be loaded into.
    explicit RawValue(quartet::detail::unpickled_t tag) noexcept
        : block_(tag)
    {}

    T value() const { return get_obj(); }
    void value(T const& x) { get_obj() = x; }

    /// The variable itself.
    T& get_obj() const noexcept { return *static_cast<T*>(block_.data()); }

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & block_;
        // clang-format on
    }

private:
    detail::memory_block block_;
};

/// A new RawValue with the same content (Python: `sharedctypes.copy`).
template <class T>
RawValue<T> copy(RawValue<T> const& from)
{
    return RawValue<T>(from.value());
}

}  // namespace quartet::multiprocessing

#endif
