// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_MULTIPROCESSING_RAW_ARRAY_HPP
#define QUARTET_MULTIPROCESSING_RAW_ARRAY_HPP

#include <quartet/errors.hpp>
#include <quartet/multiprocessing/detail/memory_block.hpp>

#include <concepts>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace quartet::multiprocessing {

/// An array that processes share, without a lock (Python: `multiprocessing.RawArray`).
/**
 * Its length is fixed. A negative index counts from the end, as in Python: `a[-1]` is the last.
 * Where Python takes a slice, span() is a view of the memory itself. An array of char also has
 * value() and raw().
 *
 * @par Thread safety
 * Distinct objects: safe. Shared objects: as a plain array. Copies refer to the same array.
 *
 * @par Between processes
 * Send it as an argument, a result or an item of a queue. A process that is killed while it writes
 * leaves what it has written.
 */
template <class T>
class RawArray
{
public:
    using element_type = T;

    /// So many zeros. @throws ValueError if size < 0. @throws OSError when there is no room.
    template <std::integral Size>
    explicit RawArray(Size size)
        : block_(bytes(size))
    {
        detail::check_shareable<T>();
        std::uninitialized_value_construct_n(begin(), this->size());
    }

    /// @throws OSError when there is no room in /dev/shm.
    RawArray(std::initializer_list<T> elements)
        : RawArray(std::span<T const>(elements))
    {}

    /// The elements of a contiguous range: a vector, an array, a string.
    /// @throws OSError when there is no room in /dev/shm.
    explicit RawArray(std::span<T const> elements)
        : block_(elements.size_bytes())
    {
        detail::check_shareable<T>();
        std::uninitialized_copy(elements.begin(), elements.end(), begin());
    }

    /// The characters of a text, without a NUL at its end.
    /// @throws OSError when there is no room in /dev/shm.
    explicit RawArray(char const* text) requires std::same_as<T, char>
        : RawArray(std::span<char const>(std::string_view(text)))
    {}

    /// Empty, to be loaded into.
    explicit RawArray(quartet::detail::unpickled_t tag) noexcept
        : block_(tag)
    {}

    std::size_t size() const noexcept { return block_.size() / sizeof(T); }

    T* begin() const noexcept { return static_cast<T*>(block_.data()); }
    T* end() const noexcept { return begin() + size(); }

    /// @param index from -size() to size() - 1. @throws IndexError
    T& operator[](std::ptrdiff_t index) const
    {
        auto const length = static_cast<std::ptrdiff_t>(size());
        if (index < -length || index >= length)
        {
            throw IndexError(
                "array index " + std::to_string(index) + " of " + std::to_string(length));
        }
        return begin()[index < 0 ? index + length : index];
    }

    /// All elements.
    std::span<T> span() const noexcept { return {begin(), size()}; }

    /// A part of it. @throws IndexError if it is not all inside.
    std::span<T> span(std::size_t first, std::size_t count) const
    {
        if (first > size() || count > size() - first)
        {
            throw IndexError(
                "array slice of " + std::to_string(count) + " from " + std::to_string(first) +
                " of " + std::to_string(size()));
        }
        return {begin() + first, count};
    }

    /// A copy of the elements.
    std::vector<T> get() const { return std::vector<T>(begin(), end()); }

    /// The text up to the first NUL.
    std::string value() const requires std::same_as<T, char>
    {
        return std::string(begin(), ::strnlen(begin(), size()));
    }

    /// Stores a text, and a NUL after it if there is room. @throws ValueError if it is too long.
    void value(std::string_view text) requires std::same_as<T, char>
    {
        if (text.size() > size())
        {
            throw ValueError(
                "value: a text of " + std::to_string(text.size()) + " for an array of " +
                std::to_string(size()));
        }
        text.copy(begin(), text.size());
        if (text.size() < size())
        {
            begin()[text.size()] = '\0';
        }
    }

    /// All characters.
    std::string raw() const requires std::same_as<T, char> { return std::string(begin(), size()); }

    /// Stores all characters. @throws ValueError if there are more or fewer than size().
    void raw(std::string_view text) requires std::same_as<T, char>
    {
        if (text.size() != size())
        {
            throw ValueError(
                "raw: a text of " + std::to_string(text.size()) + " for an array of " +
                std::to_string(size()));
        }
        text.copy(begin(), text.size());
    }

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        // clang-format off
        ar & block_;
        // clang-format on
    }

private:
    template <class Size>
    static std::size_t bytes(Size size)
    {
        if (std::cmp_less(size, 0) || std::cmp_greater(size, PTRDIFF_MAX / sizeof(T)))
        {
            throw ValueError("array: size is " + std::to_string(size));
        }
        return static_cast<std::size_t>(size) * sizeof(T);
    }

    detail::memory_block block_;
};

/// A new RawArray with the same content (Python: `sharedctypes.copy`).
template <class T>
RawArray<T> copy(RawArray<T> const& from)
{
    return RawArray<T>(std::span<T const>(from.span()));
}

}  // namespace quartet::multiprocessing

#endif
