// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/asyncio/errors.hpp>
#include <quartet/asyncio/timeout.hpp>

#include <chrono>
#include <utility>

namespace quartet::asyncio {
namespace {

bool is_cancellation(std::exception_ptr const& error)
{
    if (error == nullptr)
    {
        return false;
    }
    try
    {
        std::rethrow_exception(error);
    }
    catch (CancelledError const&)
    {
        return true;
    }
    catch (...)
    {
        return false;
    }
}

}  // namespace

Timeout::Timeout(Timeout&& other) noexcept
    : when_(other.when_)
{}

Timeout::~Timeout()
{
    if (alarm_)
    {
        alarm_->cancel();
    }
}

void Timeout::reschedule(std::optional<double> when)
{
    if (state_ != state::active)
    {
        throw RuntimeError(
            state_ == state::created ? "Timeout has not been entered"
                                     : "Cannot change state of finished Timeout");
    }
    when_ = when;
    arm();
}

void Timeout::arm()
{
    if (alarm_)
    {
        alarm_->cancel();
        alarm_.reset();
    }
    if (when_)
    {
        EventLoop const loop(detail::ref<detail::loop_core>(&task_->loop()));
        alarm_ = *when_ <= loop.time() ? loop.call_soon([this] { expire(); })
                                       : loop.call_at(*when_, [this] { expire(); });
    }
}

void Timeout::expire() noexcept
{
    alarm_.reset();
    state_ = state::expiring;
    task_->cancel({});
}

void Timeout::enter()
{
    if (state_ != state::created)
    {
        throw RuntimeError("Timeout has already been entered");
    }
    task_ = detail::task_core::running();
    if (task_ == nullptr)
    {
        throw RuntimeError("Timeout should be used inside a task");
    }
    state_ = state::active;
    cancelling_ = task_->cancelling();
    arm();
}

Coroutine<void> Timeout::leave(std::exception_ptr error)
{
    if (alarm_)
    {
        alarm_->cancel();
        alarm_.reset();
    }
    if (state_ != state::expiring)
    {
        state_ = state::exited;
        co_return;
    }
    state_ = state::expired;
    if (task_->uncancel() <= cancelling_ && is_cancellation(error))
    {
        throw TimeoutError("timeout: the time is over");
    }
}

Timeout timeout(quartet::timeout delay)
{
    if (!delay.limit())
    {
        return Timeout(std::nullopt);
    }
    std::chrono::duration<double> const length = *delay.limit();
    return Timeout(get_running_loop().time() + length.count());
}

Timeout timeout_at(std::optional<double> when)
{
    return Timeout(when);
}

}  // namespace quartet::asyncio
