// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/detail/greenlet_core.hpp>
#include <quartet/gevent/errors.hpp>
#include <quartet/gevent/greenlet.hpp>

#include <atomic>
#include <cstdlib>
#include <utility>

#include "../detail/local_slots.hpp"
#include "../detail/loop/event_loop.hpp"
#include "hub.hpp"
#include "linked_call.hpp"
#include "uncaught.hpp"

namespace quartet::gevent::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::event_loop;
using quartet::detail::fiber;
using quartet::detail::fiber_agent;

namespace {

std::uint64_t next_ident() noexcept
{
    static constinit std::atomic<std::uint64_t> count{0};
    return count.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

/// That a greenlet shall end, until it is thrown.
struct greenlet_core::order final : quartet::detail::interruption
{
    order(greenlet_core& whom, std::exception_ptr with) noexcept
        : of(whom)
        , error(std::move(with))
    {}

    void raise() override
    {
        auto const thrown = std::move(error);
        std::erase_if(of.orders_, [this](auto const& each) { return each.get() == this; });
        std::rethrow_exception(thrown);
    }

    greenlet_core& of;
    std::exception_ptr error;
};

greenlet_core::greenlet_core(GreenletOptions options)
    : name_(std::move(options.name))
    , stack_size_(options.stack_size)
    , ident_(next_ident())
    , forks_(quartet::detail::forks.load(std::memory_order_relaxed))
{
    quartet::detail::fiber::require_size(stack_size_);
    context = quartet::detail::context_cell::copy_current();
}

greenlet_core::greenlet_core(main_tag)
    : ident_(next_ident())
    , phase_(phase::begun)
    , is_main_(true)
    , home_(&event_loop::get().box())
    , waits_as_(&agent::current())
{}

greenlet_core::~greenlet_core()
{
    if (is_main_ && waits_as_ == &agent::current())
    {
        for (auto const& each : orders_)
        {
            waits_as_->withdraw(*each);  // the thread ends, and may still wait
        }
    }
}

std::shared_ptr<greenlet_core> greenlet_core::current()
{
    if (fiber_agent* const running = fiber_agent::running())
    {
        return static_cast<greenlet_core*>(running->owner())->shared_from_this();
    }
    struct main_core final : greenlet_core
    {
        main_core()
            : greenlet_core(main_tag())
        {}
        void call() override {}
        void discard() noexcept override {}
    };
    static thread_local auto const main = std::make_shared<main_core>();
    return main;
}

// --- its life ---

/// It gets an agent, and belongs to the loop of the calling thread.
void greenlet_core::prepare()
{
    install_hooks();
    home_ = &event_loop::get().box();
    agent_ = &home_->acquire_agent();
    agent_->owner(this);
    waits_as_ = agent_;
    phase_ = phase::scheduled;
    self_ = shared_from_this();
}

void greenlet_core::start()
{
    if (phase_ == phase::created)
    {
        prepare();
        event_loop::here()->schedule(*agent_);
    }
}

void greenlet_core::start_later(timeout const& seconds)
{
    if (phase_ != phase::created)
    {
        return;
    }
    prepare();
    start_at_ = deadline(seconds).at();
    if (start_at_ != deadline::clock::time_point::max())
    {
        agent_->wake_at(start_at_);
    }
}

fiber* greenlet_core::begin() noexcept
{
    // A wake-up of whoever had the agent before may come too early for us.
    if (phase_ != phase::scheduled ||
        (start_at_ != deadline::clock::time_point() && start_at_ > deadline::clock::now()))
    {
        return nullptr;
    }
    try
    {
        fiber_ = fiber::make(
            [](fiber& self) { (*static_cast<greenlet_core**>(self.room()))->run(); },
            sizeof(greenlet_core*),
            stack_size_);
    }
    catch (...)
    {
        report_uncaught("greenlet " + name());  // there is no memory for its stack
        drop(std::current_exception());
        return nullptr;
    }
    *static_cast<greenlet_core**>(fiber_->room()) = this;
    fiber_->label(
        "greenlet", name_.empty() ? "Greenlet-" : name_.c_str(), name_.empty() ? ident_ : 0);
    phase_ = phase::begun;
    return fiber_;
}

/// On its fiber.
void greenlet_core::run() noexcept
{
    std::exception_ptr error;
    bool is_killed = false;
    try
    {
        agent_->throw_interruption();  // it was killed by somebody who was scheduled before it
        call();
    }
    catch (GreenletExit const&)
    {
        error = std::current_exception();
        is_killed = true;
    }
    catch (SystemExit const& exit)
    {
        error = std::current_exception();
        if (forks_ != quartet::detail::forks)
        {
            std::exit(exit.code());
        }
        throw_in_main(*event_loop::here());
    }
    catch (...)
    {
        error = std::current_exception();
        report_uncaught("greenlet " + name());
    }
    if (forks_ != quartet::detail::forks)
    {
        // It was main in a forked child.
        std::exit(error == nullptr || is_killed ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    destroy_function();
    destroy_locals();
    finish(std::move(error));
}

/// Destructors of what it captured may wait, and must not be left by an exception.
void greenlet_core::destroy_function() noexcept
{
    agent::uninterruptible const shield;
    discard();
}

/// Before anybody learns of the end; the destructors of values may use others.
void greenlet_core::destroy_locals() noexcept
{
    if (locals_ != nullptr)
    {
        agent::uninterruptible const shield;
        locals_->clear();
        locals_.reset();
    }
}

void greenlet_core::finish(std::exception_ptr error)
{
    auto const self = shared_from_this();
    agent_->withdraw_all();
    orders_.clear();
    phase_ = phase::finished;
    for (auto const& each : std::exchange(on_end_, {}))
    {
        each.second();
    }
    auto const to_call = std::exchange(links_, {});
    settle([&] { error_ = std::move(error); });
    for (auto const& each : to_call)
    {
        call_linked(each, self);
    }
}

void greenlet_core::finished() noexcept
{
    auto const self = std::move(self_);
    std::exchange(fiber_, nullptr)->dispose();
    agent_->owner(nullptr);
    home_->release_agent(*std::exchange(agent_, nullptr));
    waits_as_ = nullptr;
}

// --- what others want of it ---

bool greenlet_core::join(timeout const& limit)
{
    if (fiber_agent* const running = fiber_agent::running();
        is_main_ || (running != nullptr && running->owner() == this))
    {
        throw RuntimeError("join: " + name() + " would wait for itself");
    }
    if (agent::blocking::is_on() && !is_ready() && event_loop::here() != nullptr &&
        &event_loop::here()->box() == home_)
    {
        throw AssertionError("join: a task would block the thread, which runs " + name());
    }
    return wait(deadline(limit), "Greenlet.join");
}

bool greenlet_core::kill(std::exception_ptr with, bool block, timeout const& limit)
{
    event_loop* const here = event_loop::here();
    if (home_ == nullptr)
    {
        prepare();  // so that its end is as that of others
        interrupt(std::move(with));
    }
    else if (here == nullptr || &here->box() != home_)
    {
        home_->post([self = shared_from_this(), with] { self->interrupt(with); });
    }
    else if (waits_as_ == &agent::current())
    {
        std::rethrow_exception(with);
    }
    else
    {
        interrupt(std::move(with));
    }
    return !block || is_main_ || wait(deadline(limit), "Greenlet.kill");
}

/// On its own thread.
void greenlet_core::interrupt(std::exception_ptr with)
{
    switch (phase_)
    {
    case phase::dropped:
    case phase::finished:
        return;
    case phase::begun:
        orders_.push_back(std::make_unique<order>(*this, std::move(with)));
        waits_as_->interrupt(*orders_.back());
        return;
    case phase::created:
    case phase::scheduled:
        if (agent::current().is_waiting())
        {
            // In a callback nothing may wait, also no destructor: it begins, and ends at once.
            start_at_ = {};
            agent_->forget_alarm();
            orders_.push_back(std::make_unique<order>(*this, std::move(with)));
            waits_as_->interrupt(*orders_.back());
            event_loop::here()->schedule(*agent_);
            return;
        }
        drop(std::move(with));
    }
}

/// Its function never runs, not even while destructors of what it captured wait.
void greenlet_core::drop(std::exception_ptr with)
{
    phase_ = phase::dropped;
    agent_->forget_alarm();
    destroy_function();
    finish(std::move(with));
    auto const self = std::move(self_);
    agent_->owner(nullptr);
    home_->release_agent(*std::exchange(agent_, nullptr));
    waits_as_ = nullptr;
}

std::size_t greenlet_core::link(bool in_greenlet, std::function<void()> callback)
{
    link_entry entry{++last_link_, in_greenlet, std::move(callback)};
    if (phase_ == phase::finished)
    {
        call_linked(std::move(entry), shared_from_this());
    }
    else
    {
        links_.push_back(std::move(entry));
    }
    return last_link_;
}

std::size_t greenlet_core::on_end(std::function<void()> callback)
{
    on_end_.emplace_back(++last_link_, std::move(callback));
    return last_link_;
}

void greenlet_core::unlink(std::size_t number) noexcept
{
    std::erase_if(links_, [&](link_entry const& each) { return each.number == number; });
    std::erase_if(on_end_, [&](auto const& each) { return each.first == number; });
}

void greenlet_core::unlink_all() noexcept
{
    links_.clear();
}

/// @param of is alive until the callback has returned.
void greenlet_core::call_linked(link_entry link, std::shared_ptr<greenlet_core> of)
{
    struct link_greenlet final : greenlet_core
    {
        link_greenlet(std::function<void()> f, std::shared_ptr<greenlet_core> whose)
            : greenlet_core(GreenletOptions{.name = "link of " + whose->name()})
            , function(std::move(f))
            , of(std::move(whose))
        {}
        void call() override { function(); }
        void discard() noexcept override
        {
            function = nullptr;
            of = nullptr;
        }
        std::function<void()> function;
        std::shared_ptr<greenlet_core> of;
    };
    if (link.in_greenlet)
    {
        std::make_shared<link_greenlet>(std::move(link.callback), std::move(of))->start();
        return;
    }
    call_soon([callback = std::move(link.callback), of = std::move(of)] {
        try
        {
            callback();
        }
        catch (...)
        {
            report_uncaught("link of " + of->name());
        }
    });
}

bool greenlet_core::is_successful() const noexcept
{
    if (!is_ready() || error() == nullptr)
    {
        return is_ready();
    }
    try
    {
        std::rethrow_exception(error());
    }
    catch (GreenletExit const&)
    {
        return true;
    }
    catch (...)
    {
        return false;
    }
}

std::string greenlet_core::name() const
{
    return !name_.empty() ? name_
           : is_main_     ? "MainGreenlet"
                          : "Greenlet-" + std::to_string(ident_);
}

void greenlet_core::name(std::string value)
{
    name_ = std::move(value);
    if (fiber_ != nullptr)
    {
        fiber_->label("greenlet", name_.c_str());
    }
}

}  // namespace quartet::gevent::detail

namespace quartet::gevent {

bool greenlet::kill(std::exception_ptr exception, bool block, timeout limit) const
{
    if (exception == nullptr)
    {
        exception = std::make_exception_ptr(GreenletExit());
    }
    return core().kill(std::move(exception), block, limit);
}

}  // namespace quartet::gevent
