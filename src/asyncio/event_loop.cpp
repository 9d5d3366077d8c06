// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/event_loop.hpp>
#include <quartet/asyncio/future.hpp>
#include <quartet/asyncio/task.hpp>
#include <quartet/contextvars.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/errors.hpp>

#include <chrono>
#include <cmath>

namespace quartet::asyncio {
namespace {

using clock = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

/// A function that is called in a copy of the caller's context, always the same one.
std::function<void()> in_present_context(std::function<void()> call)
{
    auto context = quartet::detail::context_cell::copy_current();
    if (context == nullptr || call == nullptr)
    {
        return call;
    }
    contextvars::Context const here(std::move(context));
    return [here, call = std::move(call)] { here.run(call); };
}

}  // namespace

double Handle::when() const noexcept
{
    return seconds(core_->when().time_since_epoch()).count();
}

double EventLoop::time() const noexcept
{
    return seconds(clock::now().time_since_epoch()).count();
}

void EventLoop::call_soon_threadsafe(std::function<void()> call) const
{
    core_->call_soon_threadsafe(in_present_context(std::move(call)));
}

void EventLoop::add_signal_handler(int number, std::function<void()> call) const
{
    core_->add_signal_handler(number, in_present_context(std::move(call)));
}

Handle EventLoop::call_soon(std::function<void()> call) const
{
    core_->require_open();
    core_->require_own_thread("call_soon");
    detail::ref<detail::handle_core> const made(new detail::handle_core(*core_, std::move(call)));
    made->call_soon();
    return Handle(made);
}

Handle EventLoop::call_later(quartet::timeout delay, std::function<void()> call) const
{
    core_->require_open();
    core_->require_own_thread("call_later");
    detail::ref<detail::handle_core> const made(new detail::handle_core(*core_, std::move(call)));
    made->call_at(quartet::detail::deadline(delay).at());
    return Handle(made);
}

Handle EventLoop::call_at(double when, std::function<void()> call) const
{
    if (std::isnan(when))
    {
        throw ValueError("call_at: when is not a number");
    }
    core_->require_open();
    core_->require_own_thread("call_at");
    detail::ref<detail::handle_core> const made(new detail::handle_core(*core_, std::move(call)));
    made->call_at(clock::time_point(
        quartet::timeout(when).limit().value_or(clock::time_point::max().time_since_epoch())));
    return Handle(made);
}

EventLoop get_running_loop()
{
    return EventLoop(detail::ref<detail::loop_core>(&detail::loop_core::require_running()));
}

EventLoop get_event_loop()
{
    return EventLoop(detail::ref<detail::loop_core>(&detail::loop_core::require_any()));
}

EventLoop new_event_loop()
{
    return EventLoop(detail::ref<detail::loop_core>(new detail::loop_core));
}

void set_event_loop(EventLoop const& loop)
{
    detail::loop_core::of_thread() = &loop.core();
}

}  // namespace quartet::asyncio
