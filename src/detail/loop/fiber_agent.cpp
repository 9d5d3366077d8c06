// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "fiber_agent.hpp"

#include "event_loop.hpp"

namespace quartet::detail {

constinit std::atomic<std::uint32_t> fiber_agent::numbers{0};

fiber_agent::alarm::alarm(fiber_agent& of) noexcept
    : timer([](timer& self) {
        fiber_agent& who = static_cast<alarm&>(self).whose;
        event_loop::here()->schedule(who);
    })
    , whose(of)
{}

void fiber_agent::suspend(deadline const& end) noexcept
{
    if (!fall_asleep())
    {
        return;
    }
    event_loop& loop = *event_loop::here();
    if (!end.is_unlimited())
    {
        loop.set(alarm_, end.at());
    }
    leave(loop.now());
    loop.clear(alarm_);
}

void fiber_agent::wake() noexcept
{
    home_.wake(*this);
}

void fiber_agent::wake_at(std::chrono::steady_clock::time_point at)
{
    event_loop::here()->set(alarm_, at);
}

void fiber_agent::forget_alarm() noexcept
{
    event_loop::here()->clear(alarm_);
}

void fiber_agent::be_inspected() noexcept
{
    while (look_ != nullptr)
    {
        look_(look_argument_);
        fiber_->suspend();
    }
}

void fiber_agent::inspect(void (*look)(void*), void* argument) noexcept
{
    look_ = look;
    look_argument_ = argument;
    fiber_->resume();
    look_ = nullptr;
}

}  // namespace quartet::detail
