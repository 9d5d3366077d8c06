// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gil/gil.hpp>
#include <quartet/threading/thread.hpp>

#include <algorithm>
#include <pthread.h>
#include <string>
#include <type_traits>

#include "../detail/text.hpp"

namespace quartet::gil {

using detail::gil_state;
using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::waker;
using threading::get_ident;

// Daemonic threads may use it until the process is gone.
static_assert(std::is_trivially_destructible_v<GIL>);
constinit GIL detail::process_gil;

struct fork_handlers
{
    static void prepare() { detail::process_gil.mutex_.lock(); }
    static void parent() { detail::process_gil.mutex_.unlock(); }
    static void child()
    {
        detail::process_gil.state_.forget_others(get_ident());
        detail::process_gil.publish();
        detail::process_gil.mutex_.unlock();
    }
};

namespace {

[[maybe_unused]] int const registered =
    ::pthread_atfork(fork_handlers::prepare, fork_handlers::parent, fork_handlers::child);

/// Ends his wait. @return his waker, to be resumed when the mutex is unlocked.
waker claim(gil_state::waiter const* who) noexcept
{
    waker next = who != nullptr ? who->who : waker();
    return next && next.claim() ? next : waker();
}

}  // namespace

bool GIL::held() const noexcept
{
    return holder_.load(std::memory_order_relaxed) == get_ident();
}

void GIL::publish() noexcept
{
    holder_.store(state_.holder(), std::memory_order_relaxed);
    drop_requested_.store(state_.drop_requested(), std::memory_order_relaxed);
}

void GIL::require_held(char const* verb) const
{
    if (!held())
    {
        throw RuntimeError(std::string(verb) + ": the thread does not have the GIL");
    }
}

bool GIL::acquire(bool blocking, timeout limit)
{
    if (held())
    {
        throw RuntimeError("acquire: the thread has the GIL");
    }
    if (!blocking)
    {
        if (limit.limit())
        {
            throw ValueError("limit: cannot be given to a call that does not block");
        }
        limit = timeout(0);
    }
    return acquire_until(deadline(limit));
}

bool GIL::acquire_until(deadline const& end)
{
    using std::chrono::nanoseconds;
    auto const self = get_ident();
    // Before the mutex: it may lock one that fork() locks before ours.
    agent& runner = agent::current();
    std::unique_lock lock(mutex_);
    if (state_.take(self))
    {
        publish();
        return true;
    }
    if (end.expired())
    {
        return false;
    }
    gil_state::waiter me(self);
    state_.enqueue(me);
    deadline patience{timeout(nanoseconds(interval_))};
    for (;;)
    {
        me.who = runner.begin_wait();
        lock.unlock();
        runner.await(deadline(patience.left(end.left(nanoseconds::max()))));
        lock.lock();
        if (state_.take(me))
        {
            publish();
            return true;
        }
        if (end.expired())
        {
            waker next = claim(state_.give_up(me));
            publish();
            lock.unlock();
            next.resume();
            return false;
        }
        if (patience.expired())
        {
            state_.ask(me);
            publish();
            patience = deadline(timeout(nanoseconds(interval_)));
        }
    }
}

void GIL::release()
{
    require_held("release");
    std::unique_lock lock(mutex_);
    waker next = claim(state_.release());
    publish();
    lock.unlock();
    next.resume();
}

void GIL::drop_and_take_again()
{
    require_held("checkpoint");
    // Who has asked has it when this returns, unless he has given up meanwhile.
    release();
    acquire_until(deadline({}));
}

void GIL::setswitchinterval(timeout interval)
{
    if (!interval.limit() || *interval.limit() <= timeout::duration::zero())
    {
        throw ValueError(
            "interval: must be more than 0 seconds, but is " +
            (interval.limit() ? quartet::detail::to_text(interval) : std::string("none")));
    }
    interval_ = interval.limit()->count();
}

double GIL::getswitchinterval() const noexcept
{
    return std::chrono::duration<double>(std::chrono::nanoseconds(interval_)).count();
}

}  // namespace quartet::gil
