// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "hub.hpp"

#include <quartet/errors.hpp>
#include <quartet/gevent/detail/greenlet_core.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/hub.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>

#include "../detail/loop/event_loop.hpp"

namespace quartet::gevent {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::fiber_agent;
using quartet::detail::interruption;

namespace detail {
namespace {

/// Something that is thrown in the main greenlet, once.
struct main_interruption final : interruption
{
    explicit main_interruption(std::exception_ptr with) noexcept
        : error(std::move(with))
    {}

    void raise() override
    {
        auto const thrown = std::move(error);
        delete this;
        std::rethrow_exception(thrown);
    }

    std::exception_ptr error;
};

greenlet_core& core_of(fiber_agent const& of) noexcept
{
    return static_cast<greenlet_core&>(*of.owner());
}

void tell_deadlock(event_loop& loop, agent& who)
{
    std::ostringstream text;
    text << "this would wait for ever: MainGreenlet waits in " << who.waits_in();
    for (fiber_agent* each = loop.box().agents(); each != nullptr; each = each->next())
    {
        if (each->owner() != nullptr && each->is_suspended())
        {
            std::chrono::duration<double> const since = loop.now() - each->suspended_at();
            text << "; " << core_of(*each).name() << " waits in " << each->waits_in() << " for "
                 << since.count() << " s";
        }
    }
    who.interrupt(*new main_interruption(std::make_exception_ptr(LoopExit(text.str()))));
}

}  // namespace

/// Kills the greenlets of a loop that ends, as often as they go on.
void end_greenlets(event_loop& loop) noexcept
{
    constexpr int most = 100;  // then they are left as they are
    for (int i = 0; i != most && loop.has_fibers(); ++i)
    {
        for (fiber_agent* each = loop.box().agents(); each != nullptr; each = each->next())
        {
            if (each->owner() != nullptr)
            {
                core_of(*each).interrupt(std::make_exception_ptr(GreenletExit()));
            }
        }
        loop.run_round();
    }
}

void install_hooks() noexcept
{
    auto& hooks = event_loop::the_hooks();
    if (hooks.on_deadlock.load(std::memory_order_relaxed) == nullptr)
    {
        hooks.on_deadlock = &tell_deadlock;
        hooks.on_end = &end_greenlets;
        hooks.on_exception = &throw_in_main;
    }
}

void throw_in_main(event_loop& loop) noexcept
{
    loop.thread().interrupt(*new main_interruption(std::current_exception()));
}

}  // namespace detail

Hub::Hub(boost::asio::io_context& io)
    : loop_(&event_loop::make(io))
    , owns_(true)
{
    detail::install_hooks();
}

Hub::Hub(Hub&& other) noexcept
    : loop_(other.loop_)
    , owns_(std::exchange(other.owns_, false))
{}

Hub::~Hub()
{
    if (owns_ && event_loop::here() == loop_)
    {
        if (loop_->is_running())
        {
            std::fputs(
                "quartet: a Hub is destroyed in one of its greenlets or callbacks; the program "
                "ends\n",
                stderr);
            std::abort();
        }
        event_loop::end();
    }
}

boost::asio::io_context& Hub::io_context() const
{
    loop_->expose();
    return loop_->io();
}

bool Hub::join(timeout limit) const
{
    if (fiber_agent::running() != nullptr || agent::blocking::is_on())
    {
        throw RuntimeError("join: a greenlet or a task would wait for itself");
    }
    return loop_->run_until_idle(deadline(limit));
}

Hub get_hub()
{
    detail::install_hooks();
    return Hub(event_loop::get());
}

}  // namespace quartet::gevent
