// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "exit_list.hpp"

#include <quartet/detail/short_mutex.hpp>

#include <mutex>
#include <utility>
#include <vector>

#include "../../detail/exit_hooks.hpp"

namespace quartet::concurrent::futures::detail {
namespace {

struct exit_list
{
    quartet::detail::short_mutex mutex;
    std::vector<std::weak_ptr<exit_listener>> listeners;

    static exit_list& instance()
    {
        static auto* const made = new exit_list;  // outlives static objects
        return *made;
    }
};

void tell_all() noexcept
{
    std::unique_lock lock(exit_list::instance().mutex);
    auto const listeners = std::exchange(exit_list::instance().listeners, {});
    lock.unlock();
    for (auto const& weak : listeners)
    {
        if (auto const listener = weak.lock())
        {
            listener->at_exit();
        }
    }
}

}  // namespace

void listen_to_exit(std::weak_ptr<exit_listener> listener)
{
    std::lock_guard const lock(exit_list::instance().mutex);
    auto& all = exit_list::instance().listeners;
    std::erase_if(all, [](auto const& each) { return each.expired(); });
    all.push_back(std::move(listener));
    quartet::detail::at_exit_stage(quartet::detail::exit_stage::executors, tell_all);
}

}  // namespace quartet::concurrent::futures::detail
