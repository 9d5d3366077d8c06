// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/asyncio/errors.hpp>

#include <atomic>
#include <sstream>
#include <utility>

#include "turn.hpp"

namespace quartet::asyncio::detail {
namespace {

std::uint32_t next_number() noexcept
{
    static constinit counter_policy::type count{0};
    return counter_policy::add_one(count);
}

}  // namespace

task_core* task_core::running() noexcept
{
    turn const* const now = turn::current();
    return now != nullptr ? now->task() : nullptr;
}

task_core::task_core(loop_core& loop)
    : future_core(loop, true)
    , runnable(&step)
    , number_(next_number())
{}

task_core::~task_core() = default;

void task_core::start(promise_base& first, bool eager)
{
    first.task = this;
    coroutine_name_ = first.name;
    leaf_ = &first;
    loop().enter(*this);
    if (eager && loop().is_running())
    {
        run_step();
    }
    else
    {
        schedule();
    }
}

void task_core::schedule() noexcept
{
    loop().schedule(*this);
}

void task_core::schedule_first() noexcept
{
    loop().schedule_first(*this);
}

void task_core::step(quartet::detail::runnable& which)
{
    auto& self = static_cast<task_core&>(which);
    if (self.loop().is_running())
    {
        self.run_step();
    }
    else if (self.loop().admit(self))
    {
        intrusive_ptr_release(&self);  // the loop is closed: close() has kept it for that
    }
}

void task_core::run_step()
{
    turn const mine(loop(), this, &context_);
    waits_in_ = nullptr;
    if (!has_begun_)
    {
        has_begun_ = true;
        if (must_cancel_)
        {
            discard();  // it never begins
            leaf_ = nullptr;
            end_with(std::make_exception_ptr(CancelledError(cancel_message())));
            return;
        }
    }
    resume_all();
    if (leaf_ == nullptr)
    {
        finish();
    }
}

void task_core::finish()
{
    end_with(settle());
}

/// @param error what the coroutine has thrown, or null.
void task_core::end_with(std::exception_ptr error)
{
    loop().leave(*this);
    ref<task_core> const self(this, false);  // that of the loop
    if (error == nullptr)
    {
        if (!is_done())
        {
            succeed();
        }
        return;
    }
    try
    {
        std::rethrow_exception(error);
    }
    catch (CancelledError const& cancelled)
    {
        cancel_itself(cancelled.what());
        return;
    }
    catch (SystemExit const&)
    {
        mark_seen();
        loop().fail(error);
    }
    catch (...)
    {}
    fail(std::move(error));
}

bool task_core::cancel(std::string const& message)
{
    if (is_done() || is_in_cancel_)
    {
        return false;
    }
    ++cancels_;
    is_in_cancel_ = true;
    bool const is_passed_on = waits_in_ != nullptr && waits_in_->cancel(message);
    is_in_cancel_ = false;
    if (is_passed_on)
    {
        return true;
    }
    must_cancel_ = true;
    cancel_message(message);
    return true;
}

int task_core::uncancel() noexcept
{
    if (cancels_ > 0 && --cancels_ == 0)
    {
        must_cancel_ = false;
    }
    return cancels_;
}

void task_core::throw_cancelled()
{
    must_cancel_ = false;
    throw CancelledError(cancel_message());
}

std::string task_core::name() const
{
    return name_ != nullptr ? *name_ : "Task-" + std::to_string(number_);
}

std::string task_core::describe() const
{
    return "<Task " + describe_state() + " name='" + name() + "' coro=<" + coroutine_name_ + "()>>";
}

}  // namespace quartet::asyncio::detail
