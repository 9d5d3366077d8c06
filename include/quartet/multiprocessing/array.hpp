// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_ARRAY_HPP
#define QUARTET_MULTIPROCESSING_ARRAY_HPP

#include <quartet/multiprocessing/detail/synchronized_base.hpp>
#include <quartet/multiprocessing/raw_array.hpp>

#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quartet::multiprocessing {

/// An array that processes share, with a lock (Python: `multiprocessing.Array`).
/**
 * As RawArray, and get(), set(), value() and raw() take the lock by themselves. What hands out
 * references or views, `a[i]`, begin() and span(), cannot: hold get_lock() while others may write.
 *
 * @par Example
 * @code
 * mp::Array<double> temperatures(24);
 * std::scoped_lock with(temperatures.get_lock());
 * temperatures[-1] += 0.5;
 * @endcode
 *
 * @par Thread safety
 * Distinct objects, shared objects: safe with the lock, except for assignment. Copies refer to the
 * same array.
 *
 * @par Blocking
 * What takes the lock blocks the calling thread or greenlet until it has it.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue; its lock comes along. If a process is
 * killed while it has the lock, the next one gets it, and get_lock().owner_died() says so.
 */
template <class T>
class Array : public detail::synchronized_base
{
public:
    using element_type = T;

    /// So many zeros.
    /// @param lock true: an RLock of its own; a Lock or an RLock: that one; false: none, as a
    /// RawArray.
    /// @throws ValueError if size < 0. @throws OSError when there is no room in /dev/shm.
    template <std::integral Size>
    explicit Array(Size size, detail::lock_parameter lock = true)
        : Array(RawArray<T>(size), std::move(lock))
    {}

    /// @throws OSError when there is no room in /dev/shm.
    Array(std::initializer_list<T> elements, detail::lock_parameter lock = true)
        : Array(RawArray<T>(elements), std::move(lock))
    {}

    /// The elements of a contiguous range: a vector, an array, a string.
    /// @throws OSError when there is no room in /dev/shm.
    explicit Array(std::span<T const> elements, detail::lock_parameter lock = true)
        : Array(RawArray<T>(elements), std::move(lock))
    {}

    /// The characters of a text, without a NUL at its end.
    /// @throws OSError when there is no room in /dev/shm.
    explicit Array(
        char const* text, detail::lock_parameter lock = true) requires std::same_as<T, char>
        : Array(RawArray<T>(text), std::move(lock))
    {}

    /// Around an array that is there already; see synchronized().
    Array(RawArray<T> raw, detail::lock_parameter lock)
        : synchronized_base(std::move(lock))
        , raw_(std::move(raw))
    {}

    /// Empty, to be loaded into.
    explicit Array(quartet::detail::unpickled_t tag)
        : synchronized_base(false)
        , raw_(tag)
    {}

    std::size_t size() const noexcept { return raw_.size(); }

    T* begin() const noexcept { return raw_.begin(); }
    T* end() const noexcept { return raw_.end(); }

    /// An element itself. @param index from -size() to size() - 1. @throws IndexError
    T& operator[](std::ptrdiff_t index) const { return raw_[index]; }

    /// All elements themselves.
    std::span<T> span() const noexcept { return raw_.span(); }

    /// A part of it. @throws IndexError if it is not all inside.
    std::span<T> span(std::size_t first, std::size_t count) const
    {
        return raw_.span(first, count);
    }

    /// The array without the lock. The lock is the caller's business.
    RawArray<T> get_obj() const { return raw_; }

    /// A copy of the elements.
    std::vector<T> get() const
    {
        return locked([this] { return raw_.get(); });
    }

    /// An element. @param index from -size() to size() - 1. @throws IndexError
    T get(std::ptrdiff_t index) const
    {
        return locked([&] { return T(raw_[index]); });
    }

    /// Stores an element. @param index from -size() to size() - 1. @throws IndexError
    void set(std::ptrdiff_t index, T const& x)
    {
        locked([&] { raw_[index] = x; });
    }

    /// The text up to the first NUL.
    std::string value() const requires std::same_as<T, char>
    {
        return locked([this] { return raw_.value(); });
    }

    /// Stores a text, and a NUL after it if there is room. @throws ValueError if it is too long.
    void value(std::string_view text) requires std::same_as<T, char>
    {
        locked([&] { raw_.value(text); });
    }

    /// All characters.
    std::string raw() const requires std::same_as<T, char>
    {
        return locked([this] { return raw_.raw(); });
    }

    /// Stores all characters. @throws ValueError if there are more or fewer than size().
    void raw(std::string_view text) requires std::same_as<T, char>
    {
        locked([&] { raw_.raw(text); });
    }

    template <class Archive>
    void save(Archive& ar, unsigned) const
    {
        ar << raw_;
        save_lock(ar);
    }

    template <class Archive>
    void load(Archive& ar, unsigned)
    {
        ar >> raw_;
        load_lock(ar);
    }

    BOOST_SERIALIZATION_SPLIT_MEMBER()

private:
    RawArray<T> raw_;
};

/// An Array around a RawArray, sharing its memory (Python: `sharedctypes.synchronized`).
template <class T>
Array<T> synchronized(RawArray<T> raw, detail::lock_parameter lock = true)
{
    return Array<T>(std::move(raw), std::move(lock));
}

}  // namespace quartet::multiprocessing

#endif
