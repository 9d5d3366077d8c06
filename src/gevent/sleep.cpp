// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/sleep.hpp>

#include "../detail/loop/event_loop.hpp"

namespace quartet::gevent {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::fiber_agent;
using quartet::detail::runnable;

namespace {

/// Wakes one who waits for the loop to have nothing else to do. Deletes itself.
struct idle_call final : runnable
{
    explicit idle_call(quartet::detail::waker whom) noexcept
        : runnable([](runnable& self) {
            auto* const mine = static_cast<idle_call*>(&self);
            auto whom_to_wake = mine->who;
            delete mine;
            if (whom_to_wake.claim())
            {
                whom_to_wake.resume();
            }
        })
        , who(whom)
    {}
    quartet::detail::waker who;
};

}  // namespace

void sleep(timeout seconds)
{
    if (seconds.limit() && *seconds.limit() <= timeout::duration::zero())
    {
        if (fiber_agent* const self = fiber_agent::running())
        {
            event_loop& loop = *event_loop::here();
            loop.schedule(*self);
            self->leave(loop.now());
            self->throw_interruption();
        }
        else if (event_loop* const loop = event_loop::here();
                 loop != nullptr && !agent::blocking::is_on())
        {
            agent& main = agent::current();
            main.require_may_wait("sleep");
            loop->run_round();
            main.throw_interruption();
        }
        return;
    }
    deadline const end(seconds);
    agent& self = agent::current();
    self.begin_wait("sleep");
    self.await_or_interruption(end);
    self.throw_interruption();
}

void idle()
{
    event_loop& loop = event_loop::get();
    if (agent::blocking::is_on())
    {
        throw AssertionError("idle: a task would block the loop, which is never idle then");
    }
    agent& self = agent::current();
    loop.schedule_when_idle(*new idle_call(self.begin_wait("idle")));
    self.await_or_interruption(deadline({}));
    self.throw_interruption();
}

}  // namespace quartet::gevent
