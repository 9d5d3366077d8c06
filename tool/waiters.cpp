// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "waiters.hpp"

#include <utility>

namespace quartet_tool {

void waiters::add(address who)
{
    if (seen_.insert(who).second)
    {
        all_.push_back(who);
    }
}

void waiters::add_of_future(address future)
{
    std::vector<address> futures{future};
    std::unordered_set<address> seen;
    for (std::size_t i = 0; i != futures.size() && futures[i] != 0; ++i)
    {
        for_each_node(futures[i], [&](address who, bool is_agent) {
            if (is_agent || memory_.get<bool>(who + layout_.in_future.is_task))
            {
                add(who);
            }
            else if (seen.insert(who).second)
            {
                futures.push_back(who);
            }
        });
    }
}

template <class F>
void waiters::for_each_node(address future, F function) const
{
    using waiter_kind = inspection::waiter_kind;
    auto const& at = layout_.in_node;
    address const last = memory_.pointer(future + layout_.in_future.last_node);
    address previous = last;
    for (std::size_t count = 0; last != 0; ++count)
    {
        address const each = memory_.pointer(previous + at.next);
        object const node(memory_, each, {at.previous, at.next, at.waiter, at.waiter_is});
        require(node.get(at.previous) == previous && count != most_in_list);
        auto const kind = node.get<waiter_kind>(at.waiter_is);
        address who = node.get(at.waiter);
        if (kind == waiter_kind::in_ref)
        {
            who = memory_.pointer(who);
        }
        if (kind != waiter_kind::nobody && who != 0)
        {
            function(who, kind == waiter_kind::agent);
        }
        previous = each;
        if (each == last)
        {
            return;
        }
    }
}

void waiters::add_in_queue(address first)
{
    auto const& at = layout_.in_wait_entry;
    address previous = 0;
    for (address each = first; each != 0;)
    {
        object const entry(memory_, each, {at.agent, at.previous, at.next});
        require(entry.get(at.previous) == previous && all_.size() != most_in_list);
        add(entry.get(at.agent));
        previous = std::exchange(each, entry.get(at.next));
    }
}

void waiters::add_watchers(address begin, address end)
{
    constexpr std::size_t stride = 2 * sizeof(address);
    require(begin <= end && (end - begin) / stride < most_in_list);
    for (address each = begin; each != end; each += stride)
    {
        address const completions = memory_.pointer(each);
        add_in_queue(memory_.pointer(completions + layout_.in_completions.waiters));
    }
}

}  // namespace quartet_tool
