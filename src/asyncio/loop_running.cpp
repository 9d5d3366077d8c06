// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// How a loop begins to run, and ends.
#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/detail/agent.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/errors.hpp>

#include <mutex>
#include <utility>

#include "../detail/loop/event_loop.hpp"
#include "signal_handlers.hpp"
#include "turn.hpp"

namespace quartet::asyncio::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::waker;

namespace {

/// A handler of Asio has thrown, where gevent does not deal with that.
void report_handler(event_loop&)
{
    if (loop_core* const who = loop_core::running())
    {
        who->report({"Exception in a handler of Asio", std::current_exception(), {}});
    }
}

}  // namespace

/// Its thread is the calling one from now on.
void loop_core::bind()
{
    floor_ = &event_loop::get();
    void (*nobody)(event_loop&) = nullptr;
    event_loop::the_hooks().on_exception.compare_exchange_strong(nobody, &report_handler);
    {
        std::lock_guard const lock(mutex_);
        box_ = &floor_->box();
    }
    enlist();
}

/// To run, in the calling thread.
void loop_core::settle()
{
    bind();
    if (signals_ != nullptr)
    {
        signals_->begin();
    }
}

void loop_core::begin_running()
{
    is_running_ = true;
    outer_ = std::exchange(turn::innermost, this);
    while (!aside_.empty())
    {
        floor_->schedule(aside_.pop());
    }
    take_arrivals();
}

void loop_core::attach()
{
    settle();
    begin_running();
}

void loop_core::detach() noexcept
{
    is_running_ = false;
    if (signals_ != nullptr)
    {
        signals_->pause();
    }
    // Others that run in greenlets need not end in the order in which they began.
    loop_core** at = &turn::innermost;
    while (*at != this)
    {
        at = &(*at)->outer_;
    }
    *at = std::exchange(outer_, nullptr);
}

void loop_core::run()
{
    require_open();
    if (is_running_)
    {
        throw RuntimeError("This event loop is already running");
    }
    if (turn::current() != nullptr)
    {
        throw RuntimeError("Cannot run the event loop while another loop is running");
    }
    settle();
    agent& self = agent::current();
    waker mine = self.begin_wait("EventLoop.run");
    runner_ = &mine;
    begin_running();
    if (std::exchange(is_stopping_, false))
    {
        call_soon_threadsafe([this] { stop(); });
    }
    bool const was_stopped = self.await_or_interruption(deadline(std::nullopt));
    detach();
    runner_ = nullptr;
    if (auto const thrown = std::exchange(failure_, nullptr))
    {
        std::rethrow_exception(thrown);
    }
    if (!was_stopped)
    {
        self.throw_interruption();
    }
}

void loop_core::stop() noexcept
{
    if (runner_ == nullptr)
    {
        is_stopping_ = !is_running_;
        return;
    }
    waker& who = *std::exchange(runner_, nullptr);
    if (who.claim())
    {
        who.resume();
    }
}

void loop_core::fail(std::exception_ptr with) noexcept
{
    if (failure_ == nullptr)
    {
        failure_ = std::move(with);
    }
    stop();
}

void loop_core::run_until_stopped(future_core& done)
{
    struct stopper : done_node
    {
        explicit stopper(future_core& of) noexcept
            : done_node(&stop)
            , of_(of)
        {
            on_behalf_of(agent::current());
            of_.add(*this);
        }
        ~stopper() { of_.remove(*this); }

        static void stop(done_node& which, news) noexcept
        {
            static_cast<stopper&>(which).of_.loop().stop();
        }
        future_core& of_;
    };
    if (&done.loop() != this)
    {
        throw ValueError("run_until_complete: the future belongs to another loop");
    }
    if (done.is_done())
    {
        require_open();
        return;
    }
    stopper const at_end(done);
    run();
}

void loop_core::run_until(future_core& done)
{
    run_until_stopped(done);
    if (!done.is_done())
    {
        throw RuntimeError("Event loop stopped before Future completed.");
    }
}

}  // namespace quartet::asyncio::detail
