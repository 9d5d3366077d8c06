// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// The children of this process: those that were started and not seen to end.

#include "../detail/exit_hooks.hpp"
#include "process_state.hpp"

#include <algorithm>
#include <csignal>
#include <vector>

namespace quartet::multiprocessing::detail {
namespace {

using quartet::detail::deadline;

struct family
{
    std::mutex mutex;
    std::vector<std::shared_ptr<process_state>> members;
};

family& children()
{
    static auto* const instance = new family;  // outlives static objects
    return *instance;
}

/// Python's order at exit: daemons are terminated, then everybody is joined.
void end_children() noexcept
{
    auto const alive = living_children();
    for (auto const& child : alive)
    {
        std::lock_guard const lock(child->mutex);
        if (child->daemon && child->started)
        {
            quartet::detail::signal_pidfd(child->started->sentinel(), SIGTERM);
        }
    }
    for (auto const& child : alive)
    {
        // Better than Python: a daemon that ignores SIGTERM does not hold up the exit for ever.
        if (child->daemon && !child->wait(deadline(timeout(1.0))))
        {
            quartet::detail::signal_pidfd(child->started->sentinel(), SIGKILL);
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
    std::lock_guard const lock(children().mutex);
    children().members.push_back(state);
}

std::vector<std::shared_ptr<process_state>> living_children()
{
    std::lock_guard const lock(children().mutex);
    std::erase_if(children().members, [](auto const& child) {
        std::lock_guard const its(child->mutex);
        return child->finished();
    });
    return children().members;
}

void before_fork_children()
{
    children().mutex.lock();
}

void after_fork_children(bool in_child) noexcept
{
    if (in_child)
    {
        // The states stay alive: their descriptors are the parent's business, not ours.
        static_cast<void>(new std::vector(std::move(children().members)));
        children().members.clear();
    }
    children().mutex.unlock();
}

}  // namespace quartet::multiprocessing::detail
