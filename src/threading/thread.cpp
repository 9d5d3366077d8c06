// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/threading/thread.hpp>
#include <quartet/threading/timer.hpp>

#include <cstdio>
#include <cstdlib>
#include <typeinfo>

#include "thread_state.hpp"

namespace quartet::threading {

using detail::thread_state;

namespace {

std::string next_name()
{
    static std::atomic<int> count{0};
    return "Thread-" + std::to_string(++count);
}

}  // namespace

Thread::Thread(ThreadOptions options)
    : Thread(std::move(options), std::unique_ptr<detail::thread_target>())
{}

Thread::Thread(ThreadOptions options, std::unique_ptr<detail::thread_target> target)
    : state_(std::make_shared<thread_state>(
          thread_state::role::made,
          options.name ? std::move(*options.name) : next_name(),
          options.daemon.value_or(false)))
{
    if (!options.daemon)
    {
        state_->daemon = thread_state::inherited_daemon();
    }
    state_->target = std::move(target);
}

Thread::Thread(std::shared_ptr<thread_state> state) noexcept
    : state_(std::move(state))
{}

Thread::Thread(Thread const&) = default;
Thread& Thread::operator=(Thread const&) = default;

Thread::~Thread()
{
    std::lock_guard const lock(state_->mutex);
    if (state_->object == this)
    {
        // run() is executing in an object of which only this base is left.
        std::fprintf(
            stderr,
            "quartet: the object of thread '%s' is destroyed while the thread runs; join() it "
            "before, or let a std::shared_ptr own it\n",
            state_->name.c_str());
        std::abort();
    }
}

std::string Thread::name() const
{
    std::lock_guard const lock(state_->mutex);
    return state_->name;
}

void Thread::name(std::string const& value)
{
    std::lock_guard const lock(state_->mutex);
    state_->name = value;
    if (state_->is_alive() && state_->what == thread_state::role::made)
    {
        state_->show_name();
    }
}

bool Thread::daemon() const
{
    std::lock_guard const lock(state_->mutex);
    return state_->daemon;
}

void Thread::daemon(bool value)
{
    std::lock_guard const lock(state_->mutex);
    if (state_->started)
    {
        throw RuntimeError("daemon: cannot be set when the thread was started");
    }
    state_->daemon = value;
}

std::optional<std::uint64_t> Thread::ident() const
{
    std::uint64_t const ident = state_->ident;
    return ident != 0 ? std::optional(ident) : std::nullopt;
}

std::optional<int> Thread::native_id() const
{
    if (state_->ident == 0)
    {
        return {};
    }
    state_->begun.wait();
    return state_->native_id;
}

bool Thread::is_alive() const
{
    return state_->is_alive();
}

void Thread::start()
{
    // A plain one needs its state only, and may go.
    if (typeid(*this) == typeid(Thread) || typeid(*this) == typeid(Timer))
    {
        state_->start([self = Thread(state_)]() mutable { self.Thread::run(); });
        return;
    }
    auto const owned = weak_from_this().lock();
    state_->start([this, owned] { run(); }, owned ? nullptr : this);
}

void Thread::run()
{
    if (auto const target = std::move(state_->target))
    {
        target->call();
    }
}

void Thread::join(timeout limit) const
{
    if (state_->what != thread_state::role::made)
    {
        throw RuntimeError("join: '" + name() + "' was not made by a Thread");
    }
    if (state_->ident == 0)
    {
        throw RuntimeError("join: the thread was not started");
    }
    if (state_->ident == get_ident() && state_->is_alive())
    {
        throw RuntimeError("join: a thread cannot wait for itself");
    }
    state_->join(limit);
}

}  // namespace quartet::threading
