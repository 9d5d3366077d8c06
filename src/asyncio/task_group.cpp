// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/task_group.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace quartet::asyncio {

using detail::ref;
using detail::task_core;

class TaskGroup::state
{
public:
    void abort()
    {
        is_aborting = true;
        for (future const& each : members)
        {
            each.cancel();
        }
    }

    void ended(future const& which)
    {
        std::erase(members, which);
        if (members.empty() && all_ended && !all_ended->done())
        {
            all_ended->set_result();
        }
        if (which.cancelled() || which.exception() == nullptr)
        {
            return;
        }
        errors.push_back(which.exception());
        if (!is_aborting && !has_cancelled_parent)
        {
            abort();
            has_cancelled_parent = true;
            parent->cancel({});
        }
    }

    ref<task_core> parent;  // null: not entered
    std::vector<future> members;
    std::vector<std::exception_ptr> errors;
    std::optional<Future<void>> all_ended;  // while somebody waits for that
    bool is_aborting = false;
    bool is_leaving = false;
    bool has_left = false;
    bool has_cancelled_parent = false;
};

TaskGroup::TaskGroup()
    : state_(std::make_shared<state>())
{}
TaskGroup::TaskGroup(TaskGroup&&) noexcept = default;
TaskGroup::~TaskGroup() = default;

void TaskGroup::require_open() const
{
    if (state_->parent == nullptr)
    {
        throw RuntimeError("TaskGroup has not been entered");
    }
    if (state_->has_left || (state_->is_leaving && state_->members.empty()))
    {
        throw RuntimeError("TaskGroup is finished");
    }
    if (state_->is_aborting)
    {
        throw RuntimeError("TaskGroup is shutting down");
    }
}

void TaskGroup::add(future const& made)
{
    // Like Python's, in a turn of its own: those that fail in the same round are all heard of.
    state_->members.push_back(made);
    made.call_when_done(
        [group = state_, made](ref<detail::future_core>) { group->ended(made); },
        state_->parent.get());
}

void TaskGroup::enter()
{
    if (state_->parent != nullptr)
    {
        throw RuntimeError("TaskGroup has been already entered");
    }
    state_->parent = task_core::running();
    if (state_->parent == nullptr)
    {
        throw RuntimeError("TaskGroup cannot determine the parent task");
    }
}

Coroutine<void> TaskGroup::leave(std::exception_ptr error)
{
    state& group = *state_;
    group.is_leaving = true;
    std::exception_ptr cancellation;
    if (error != nullptr)
    {
        try
        {
            std::rethrow_exception(error);
        }
        catch (CancelledError const&)
        {
            cancellation = std::exchange(error, nullptr);
        }
        catch (...)
        {}
    }
    bool const was_cancelled_by_us = group.has_cancelled_parent && group.parent->uncancel() == 0;
    if (was_cancelled_by_us)
    {
        cancellation = nullptr;
    }
    if ((error != nullptr || cancellation != nullptr) && !group.is_aborting)
    {
        group.abort();
    }
    while (!group.members.empty())
    {
        group.all_ended.emplace();
        try
        {
            co_await *group.all_ended;
        }
        catch (CancelledError const&)
        {
            // By us, because one has failed meanwhile, or by somebody else.
            if (!group.is_aborting)
            {
                cancellation = std::current_exception();
                group.abort();
            }
        }
        group.all_ended.reset();
    }
    group.has_left = true;
    if (group.has_cancelled_parent && !was_cancelled_by_us && cancellation == nullptr)
    {
        group.parent->uncancel();
    }
    if (cancellation != nullptr && group.errors.empty())
    {
        std::rethrow_exception(cancellation);
    }
    if (error != nullptr)
    {
        group.errors.push_back(error);
    }
    if (!group.errors.empty())
    {
        throw ExceptionGroup("unhandled errors in a TaskGroup", std::move(group.errors));
    }
}

}  // namespace quartet::asyncio
