// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TOOL_WAITERS_HPP
#define QUARTET_TOOL_WAITERS_HPP

#include <cstddef>
#include <unordered_set>
#include <vector>

#include "object.hpp"

namespace quartet_tool {

/// Who waits for something: tasks, and agents, which are those of greenlets. Each once.
class waiters
{
public:
    waiters(process_memory const& memory, inspection const& layout) noexcept
        : memory_(memory)
        , layout_(layout)
    {}

    std::vector<address> const& all() const noexcept { return all_; }

    /// Those of a future, straight or through futures such as that of gather(). 0: none.
    void add_of_future(address future);

    /// Those in a wait_queue, from the first one.
    void add_in_queue(address first);

    /// Those that wait for several things, in a vector of pairs, each of which begins with a completions*.
    void add_watchers(address begin, address end);

private:
    template <class F>
    void for_each_node(address future, F function) const;
    void add(address who);

    process_memory const& memory_;
    inspection const& layout_;
    std::vector<address> all_;
    std::unordered_set<address> seen_;
};

}  // namespace quartet_tool

#endif
