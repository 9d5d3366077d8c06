// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/future_awaiter.hpp>
#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/errors.hpp>

#include <utility>

#include "../detail/exception_text.hpp"

namespace quartet::asyncio::detail {

future_core::future_core(loop_core& loop, bool is_task) noexcept
    : is_task_(is_task)
    , loop_(&loop)
{}

future_core::~future_core()
{
    while (last_ != nullptr)
    {
        done_node& each = *last_->next_;
        remove(each);
        each.tell_(each, done_node::news::dropped);
    }
}

void future_core::report_lost_error() noexcept
{
    if (has_unseen_error())
    {
        loop_->report({lost_error_text(), error_, describe()});
    }
}

bool future_core::cancel(std::string const& message)
{
    return cancel_itself(message);
}

bool future_core::cancel_itself(std::string const& message)
{
    if (is_done())
    {
        return false;
    }
    cancel_message(message);
    end(phase::cancelled);
    return true;
}

void future_core::cancel_message(std::string const& text)
{
    message_ = text.empty() ? nullptr : std::make_unique<std::string>(text);
}

void future_core::require_pending() const
{
    if (is_done())
    {
        throw InvalidStateError("the future is done already: " + describe());
    }
}

void future_core::fail(std::exception_ptr error)
{
    require_pending();
    if (error == nullptr)
    {
        throw ValueError("set_exception: error is null");
    }
    error_ = std::move(error);
    end(phase::finished);
}

void future_core::succeed()
{
    require_pending();
    end(phase::finished);
}

std::exception_ptr const& future_core::error()
{
    if (is_cancelled())
    {
        throw CancelledError(cancel_message());
    }
    if (!is_done())
    {
        throw InvalidStateError("the future has no result yet: " + describe());
    }
    is_seen_ = true;
    return error_;
}

void future_core::require_value()
{
    if (phase_ == phase::finished && error_ == nullptr)
    {
        return;
    }
    std::rethrow_exception(error());
}

void future_core::add(done_node& whom) noexcept
{
    whom.is_linked_ = true;
    if (last_ == nullptr)
    {
        whom.previous_ = whom.next_ = &whom;
    }
    else
    {
        whom.previous_ = last_;
        whom.next_ = last_->next_;
        whom.next_->previous_ = last_->next_ = &whom;
    }
    last_ = &whom;
}

void future_core::remove(done_node& whom) noexcept
{
    if (!whom.is_linked_)
    {
        return;
    }
    whom.is_linked_ = false;
    whom.previous_->next_ = whom.next_;
    whom.next_->previous_ = whom.previous_;
    if (last_ == &whom)
    {
        last_ = whom.previous_ != &whom ? whom.previous_ : nullptr;
    }
}

void future_core::end(phase how) noexcept
{
    phase_ = how;
    if (last_ == nullptr)
    {
        return;
    }
    ref<future_core> const self(this);  // who is told may drop the last handle
    while (last_ != nullptr)
    {
        done_node& each = *last_->next_;
        remove(each);
        each.tell_(each, done_node::news::done);
    }
}

std::string future_core::describe_state() const
{
    if (!is_done())
    {
        return "pending";
    }
    if (is_cancelled())
    {
        return "cancelled";
    }
    if (error_ == nullptr)
    {
        return "finished";
    }
    auto const about = quartet::detail::describe_exception(error_);
    return "finished exception=" + about.type + "('" + about.text + "')";
}

std::string future_core::describe() const
{
    return "<Future " + describe_state() + ">";
}

// --- how a task waits for one ---

future_wait::~future_wait()
{
    of_->remove(*this);  // the coroutine is destroyed where it waits
}

void future_wait::begin(task_core& task)
{
    if (of_ == &task)
    {
        throw RuntimeError("task cannot await on itself: " + task.describe());
    }
    if (&of_->loop() != &task.loop())
    {
        throw RuntimeError(
            task.describe() + " awaits " + of_->describe() + ", which belongs to another loop");
    }
    on_behalf_of(task);
    task.wait_in(*this);
    of_->add(*this);
}

bool future_wait::cancel(suspension& which, std::string const& message)
{
    auto& self = static_cast<future_wait&>(which);
    if (self.of_->cancel(message))
    {
        return true;
    }
    if (!self.of_->is_done())
    {
        // Tasks that await each other: one of them has to begin.
        self.of_->remove(self);
        self.waiter_as<task_core>().schedule();
    }
    return false;
}

void future_wait::tell(done_node& which, news) noexcept
{
    static_cast<future_wait&>(which).waiter_as<task_core>().schedule();
}

}  // namespace quartet::asyncio::detail
