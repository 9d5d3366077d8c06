// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_PROCESS_MEMORY_HPP
#define QUARTET_TOOL_PROCESS_MEMORY_HPP

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <type_traits>
#include <unordered_map>

namespace quartet_tool {

/// What the user is told in a line, before the program ends with 1.
struct failure : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// What was followed is not there any more: the process goes on while it is read.
struct torn
{};

/// The place of something in the other process. 0: nowhere.
using address = std::uint64_t;

/// The memory of another process, which does not notice that it is read.
class process_memory
{
public:
    /// The longest text that is believed; of a longer one only the beginning is read.
    static constexpr std::size_t most_text = 256;

    explicit process_memory(pid_t of) noexcept
        : pid_(of)
    {}

    pid_t pid() const noexcept { return pid_; }

    /// @throws torn @throws failure if it may not be read, or is gone.
    void read(address from, void* to, std::size_t size) const;

    template <class T>
    T get(address from) const
    {
        static_assert(std::is_trivially_copyable_v<T>);
        T value;
        read(from, &value, sizeof(T));
        return value;
    }

    address pointer(address from) const { return get<address>(from); }

    /// A std::string. @throws torn
    std::string string(address from) const;

    /// A constant text that ends with '\0'. Is read once.
    std::string const& literal(address from);

private:
    std::size_t read_some(address from, void* to, std::size_t size) const;

    pid_t const pid_;
    std::unordered_map<address, std::string> literals_;
};

}  // namespace quartet_tool

#endif
