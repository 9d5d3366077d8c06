// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "fiber_agent.hpp"

#include <pthread.h>

#include "event_loop.hpp"

namespace quartet::detail {
namespace {

[[gnu::tls_model("initial-exec")]] constinit thread_local fiber_agent* now_running = nullptr;

// In a forked child the fiber that forked is the thread's main one.
[[maybe_unused]] int const forgets_fiber =
    ::pthread_atfork(nullptr, nullptr, [] { now_running = nullptr; });

}  // namespace

constinit std::atomic<std::uint32_t> fiber_agent::numbers{0};

fiber_agent* fiber_agent::running() noexcept
{
    return now_running;
}

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
    suspended_at_ = loop.now();
    leave();
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

void fiber_agent::yield() noexcept
{
    event_loop& loop = *event_loop::here();
    loop.schedule(*this);
    suspended_at_ = loop.now();
    leave();
}

void fiber_agent::leave() noexcept
{
    fiber_->suspend();
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

/// Also of an agent that nobody uses any more, or not yet, when a wake-up came late.
void fiber_agent::run()
{
    if (fiber_ == nullptr && (owner_ == nullptr || (fiber_ = owner_->begin()) == nullptr))
    {
        return;
    }
    auto& activity = event_loop::here()->now_running();
    agent* const before = exchange_current(this);
    activity.who.store(this, std::memory_order_relaxed);
    activity.count();
    is_running_ = true;
    now_running = this;
    fiber_->resume();
    now_running = nullptr;
    is_running_ = false;
    activity.count();
    exchange_current(before);
    if (fiber_->is_finished())
    {
        owner_->finished();
    }
}

}  // namespace quartet::detail
