// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Tasks that are called off before they begin.

#include <quartet/errors.hpp>

#include <utility>

#include "local_pool.hpp"

namespace quartet::multiprocessing::detail {

void local_pool::submit(std::shared_ptr<task_owner> owner, task_description what)
{
    require_owner();
    std::lock_guard const lock(mutex_);
    if (broken_)
    {
        std::rethrow_exception(broken_);
    }
    if (state_ != state::running)
    {
        throw ValueError("pool not running");
    }
    if (what.error)
    {
        owner->finish(0, {}, std::move(what.error));
        return;
    }
    submit(std::move(owner), 0, std::move(what));
}

bool local_pool::has_begun(task_owner const& owner)
{
    if (owner_ != quartet::detail::process_identity::self())
    {
        return false;
    }
    std::lock_guard const lock(mutex_);
    auto const holder =
        schedule_.find_lease([&](task_ptr const& each) { return each->of.get() == &owner; });
    return holder && holder->number < members_.at(holder->of).link->memory().next.load();
}

bool local_pool::recall(task_owner& owner)
{
    if (owner_ != quartet::detail::process_identity::self())
    {
        return true;
    }
    std::lock_guard const lock(mutex_);
    auto const is_his = [&](task_ptr const& each) { return each->of.get() == &owner; };
    if (auto const holder = schedule_.find_lease(is_his))
    {
        take_back_from(holder->of);
        if (schedule_.find_lease(is_his))
        {
            return false;
        }
    }
    owner.is_recalled = true;
    feed();
    return true;
}

std::vector<std::shared_ptr<task_owner>> local_pool::recall_all()
{
    require_owner();
    std::lock_guard const lock(mutex_);
    for (auto const& [id, each] : members_)
    {
        take_back_from(id);
    }
    std::vector<std::shared_ptr<task_owner>> owners;
    while (schedule_.waiting() != 0)
    {
        auto const called_off = schedule_.take_front();
        if (!std::exchange(called_off->of->is_recalled, true))
        {
            owners.push_back(called_off->of);
        }
    }
    wake();  // perhaps it was the last thing to do
    return owners;
}

}  // namespace quartet::multiprocessing::detail
