// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_OBJECT_HPP
#define QUARTET_TOOL_OBJECT_HPP

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <vector>

#include "../src/detail/inspection.hpp"
#include "process_memory.hpp"

namespace quartet_tool {

using quartet::detail::inspection;

/// More than these there are only where what is read is not a list.
constexpr std::size_t most_in_list = 10'000'000;

/// @throws torn if what was read cannot be.
inline void require(bool that)
{
    if (!that)
    {
        throw torn();
    }
}

/// Members of an object, read at once.
class object
{
public:
    object(process_memory const& in, address from, std::initializer_list<inspection::offset> which)
        : bytes_(std::max(which) + sizeof(address))
    {
        in.read(from, bytes_.data(), bytes_.size());
    }

    template <class T = address>
    T get(inspection::offset at) const
    {
        T value;
        std::memcpy(&value, &bytes_[at], sizeof(T));
        return value;
    }

private:
    std::vector<char> bytes_;
};

}  // namespace quartet_tool

#endif
