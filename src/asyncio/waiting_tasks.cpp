// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/errors.hpp>

#include <utility>

namespace quartet::asyncio::detail {

waiting_tasks::~waiting_tasks()
{
    for (list const* const each : {&waiting_, &granted_})
    {
        for (entry* who = each->first; who != nullptr; who = who->next_)
        {
            who->in_ = nullptr;
        }
    }
}

waiting_tasks::entry::~entry()
{
    if (in_ != nullptr && has_begun())
    {
        (is_granted_ ? in_->granted_ : in_->waiting_).remove(*this);
    }
}

void waiting_tasks::entry::begin(task_core& task)
{
    if (!in_->empty() && &in_->front().task_->loop() != &task.loop())
    {
        throw RuntimeError(task.describe() + " waits for what tasks of another loop wait for");
    }
    task_ = &task;
    in_->waiting_.push_back(*this);
    task.wait_in(*this);
}

bool waiting_tasks::entry::cancel(suspension& which, std::string const&)
{
    auto& self = static_cast<entry&>(which);
    if (!self.is_granted_)
    {
        if (waiting_tasks* const in = std::exchange(self.in_, nullptr))
        {
            in->waiting_.remove(self);
        }
        self.task_->schedule();
    }
    return false;
}

bool waiting_tasks::grant() noexcept
{
    if (empty())
    {
        return false;
    }
    entry& who = *waiting_.first;
    waiting_.remove(who);
    granted_.push_back(who);
    who.is_granted_ = true;
    who.task_->schedule();
    return true;
}

void waiting_tasks::list::push_back(entry& who) noexcept
{
    who.previous_ = last;
    who.next_ = nullptr;
    (last != nullptr ? last->next_ : first) = &who;
    last = &who;
}

void waiting_tasks::list::remove(entry& who) noexcept
{
    (who.previous_ != nullptr ? who.previous_->next_ : first) = who.next_;
    (who.next_ != nullptr ? who.next_->previous_ : last) = who.previous_;
}

}  // namespace quartet::asyncio::detail
