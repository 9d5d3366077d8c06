// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/at_least.hpp>
#include <quartet/detail/wait_queue.hpp>
#include <quartet/threading/barrier.hpp>

#include <mutex>
#include <utility>

#include "barrier_state.hpp"

namespace quartet::threading {

using detail::barrier_state;
using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::wait_queue;

struct Barrier::core
{
    struct generation
    {
        wait_queue waiters;
        bool broke = false;
    };

    core(int parties, std::function<void()> on_last, timeout each)
        : action(std::move(on_last))
        , limit(each)
        , state(parties)
    {}

    std::function<void()> const action;
    timeout const limit;
    quartet::detail::short_mutex mutex;  // guards the rest
    barrier_state state;
    // Shared by its parties, who may be slow to leave while the next one fills.
    std::shared_ptr<generation> now = std::make_shared<generation>();
    wait_queue early;  // those who came too soon

    /// The generation is over.
    void release(bool broke)
    {
        auto const over = std::exchange(now, std::make_shared<generation>());
        over->broke = broke;
        over->waiters.wake_all();
        early.wake_all();
    }
};

Barrier::Barrier(int parties, std::function<void()> action, timeout limit)
    : core_(std::make_unique<core>(
          quartet::detail::at_least(1, "parties", parties), std::move(action), limit))
{}

Barrier::~Barrier() = default;

int Barrier::wait(timeout limit)
{
    deadline const end(limit.limit() ? limit : core_->limit);
    std::unique_lock lock(core_->mutex);
    auto ticket = core_->state.arrive();
    while (ticket.how == barrier_state::arrival::too_soon)
    {
        // Without a limit, as in Python: only until the action is done.
        static_cast<void>(wait_in(core_->early, lock, deadline({}), "Barrier.wait"));
        ticket = core_->state.arrive();
    }
    if (ticket.how == barrier_state::arrival::broken)
    {
        throw BrokenBarrierError("wait: the barrier is broken");
    }
    auto const mine = core_->now;
    if (ticket.how == barrier_state::arrival::last)
    {
        lock.unlock();
        try
        {
            if (core_->action)
            {
                core_->action();
            }
        }
        catch (...)
        {
            lock.lock();
            if (core_->state.fail(ticket.generation))
            {
                core_->release(true);
            }
            throw;
        }
        lock.lock();
        if (core_->state.finish(ticket.generation))
        {
            core_->release(false);
        }
    }
    else
    {
        // A party that leaves, for whatever reason, breaks it.
        auto const leave = [&] {
            if (core_->state.fail(ticket.generation))
            {
                core_->release(true);
            }
        };
        try
        {
            if (!wait_in(mine->waiters, lock, end, "Barrier.wait"))
            {
                leave();
            }
        }
        catch (...)
        {
            leave();
            throw;
        }
    }
    if (mine->broke)
    {
        throw BrokenBarrierError("wait: the barrier was broken");
    }
    return ticket.index;
}

void Barrier::abort()
{
    std::lock_guard const lock(core_->mutex);
    if (core_->state.abort())
    {
        core_->release(true);
    }
}

void Barrier::reset()
{
    std::lock_guard const lock(core_->mutex);
    core_->state.reset();
    core_->release(true);
}

int Barrier::parties() const noexcept
{
    return core_->state.parties();
}

int Barrier::n_waiting() const
{
    std::lock_guard const lock(core_->mutex);
    return core_->state.waiting();
}

bool Barrier::broken() const
{
    std::lock_guard const lock(core_->mutex);
    return core_->state.broken();
}

}  // namespace quartet::threading
