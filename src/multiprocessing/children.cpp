// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The children of this process: those that were started and not seen to end.

#include <algorithm>
#include <csignal>
#include <vector>

#include "../detail/exit_hooks.hpp"
#include "process_state.hpp"

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::deadline;

using quartet::detail::process_identity;
using states = std::vector<std::shared_ptr<process_state>>;

struct family
{
    std::mutex mutex;
    states members;
    process_identity owner;
};

family& the_family()
{
    static auto* const instance = new family;  // outlives static objects
    return *instance;
}

/// Needs the mutex.
states& children()
{
    family& family = the_family();
    if (family.owner != process_identity::self())
    {
        // After a fork, somebody else's: they stay alive, because their descriptors are not ours.
        if (!family.members.empty())
        {
            static_cast<void>(new states(std::move(family.members)));
            family.members.clear();
        }
        family.owner = process_identity::self();
    }
    return family.members;
}

/// Python's order at exit: daemons are terminated, then everybody is joined.
void end_children() noexcept
{
    auto const alive = living_children();
    for (auto const& child : alive)
    {
        if (child->daemon)
        {
            child->signal(SIGTERM);
        }
    }
    deadline const grace(timeout(1.0));
    for (auto const& child : alive)
    {
        // Better than Python: a daemon that ignores SIGTERM does not hold up the exit for ever.
        if (child->daemon && !child->wait(grace))
        {
            child->signal(SIGKILL);
        }
        child->wait(deadline(timeout()));
        std::lock_guard const lock(child->mutex);
        child->finished();
    }
}

}  // namespace

void adopt(std::shared_ptr<process_state> const& state)
{
    quartet::detail::at_exit_stage(quartet::detail::exit_stage::children, end_children);
    std::lock_guard const lock(children_mutex());
    children().push_back(state);
}

states living_children()
{
    states all;
    {
        std::lock_guard const lock(children_mutex());
        all = children();
    }
    // Without the mutex, which is locked with a child's own locked, in start().
    auto const first_ended = std::stable_partition(all.begin(), all.end(), [](auto const& child) {
        std::lock_guard const its(child->mutex);
        return !child->finished();
    });
    states const ended(first_ended, all.end());
    all.erase(first_ended, all.end());
    std::lock_guard const lock(children_mutex());
    std::erase_if(children(), [&ended](auto const& child) {
        return std::find(ended.begin(), ended.end(), child) != ended.end();
    });
    return all;
}

std::mutex& children_mutex()
{
    return the_family().mutex;
}

}  // namespace quartet::multiprocessing::detail
