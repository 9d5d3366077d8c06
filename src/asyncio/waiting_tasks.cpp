// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/errors.hpp>

#include <utility>

namespace quartet::asyncio::detail {

waiting_tasks::entry::~entry()
{
    if (is_queued_)
    {
        in_.remove(*this);  // the coroutine is destroyed where it waits
    }
}

void waiting_tasks::entry::begin(task_core& task)
{
    if (!in_.empty() && &in_.front().task_->loop() != &task.loop())
    {
        throw RuntimeError(task.describe() + " waits for what tasks of another loop wait for");
    }
    task_ = &task;
    is_queued_ = true;
    previous_ = in_.last_;
    (in_.last_ != nullptr ? in_.last_->next_ : in_.first_) = this;
    in_.last_ = this;
    task.wait_in(*this);
}

bool waiting_tasks::entry::cancel(suspension& which, std::string const&)
{
    auto& self = static_cast<entry&>(which);
    if (self.is_queued_)
    {
        self.in_.remove(self);
        self.task_->schedule();
    }
    return false;
}

void waiting_tasks::remove(entry& who) noexcept
{
    (who.previous_ != nullptr ? who.previous_->next_ : first_) = who.next_;
    (who.next_ != nullptr ? who.next_->previous_ : last_) = who.previous_;
    who.is_queued_ = false;
}

bool waiting_tasks::grant() noexcept
{
    if (empty())
    {
        return false;
    }
    entry& who = *first_;
    remove(who);
    who.is_granted_ = true;
    who.task_->schedule();
    return true;
}

}  // namespace quartet::asyncio::detail
