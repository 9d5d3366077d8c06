// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/detail/rendezvous.hpp>
#include <quartet/queue/errors.hpp>

#include "../detail/text.hpp"

namespace quartet::gevent::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::wait_queue;
using quartet::detail::waker;
using quartet::queue::Empty;
using quartet::queue::Full;
using quartet::queue::ShutDown;

namespace {

void check(bool block, timeout const& limit)
{
    if (block && limit.limit() && *limit.limit() < timeout::duration::zero())
    {
        throw ValueError("limit: must not be negative, but is " + quartet::detail::to_text(limit));
    }
}

}  // namespace

/// One who waits.
struct rendezvous::party : wait_queue::entry
{
    party(waker of, void* where) noexcept
        : entry(of)
        , item(where)
    {}

    void* const item;      // that he puts, or the place for what he gets
    bool has_met = false;  // of one who was claimed; else it was shut down
};

rendezvous::party* rendezvous::side::claim_front(waker& who) noexcept
{
    if (queue.empty())
    {
        count = 0;  // those of a parent process do not wait here
        return nullptr;
    }
    auto* const first = static_cast<party*>(queue.claim_front(who));
    count -= first != nullptr;
    return first;
}

template <class Late>
void rendezvous::wait(
    side& mine,
    std::unique_lock<quartet::detail::short_mutex>& lock,
    void* item,
    timeout const& limit,
    char const* what)
{
    deadline const end(limit);
    agent& self = agent::current();
    party me(self.begin_wait(what), item);
    ++mine.count;
    try
    {
        if (!wait_in(mine.queue, me, self, lock, end))
        {
            throw Late();
        }
    }
    catch (...)
    {
        --mine.count;
        throw;
    }
    if (!me.has_met)
    {
        throw ShutDown();
    }
}

void rendezvous::put(void* from, bool block, timeout const& limit)
{
    check(block, limit);
    std::unique_lock lock(mutex_);
    if (is_shut_)
    {
        throw ShutDown();
    }
    waker who;
    if (party* const getter = getters_.claim_front(who))
    {
        move_(from, getter->item);
        getter->has_met = true;
        lock.unlock();
        who.resume();
        return;
    }
    if (!block)
    {
        throw Full();
    }
    wait<Full>(putters_, lock, from, limit, "Channel.put");
}

void rendezvous::get(void* to, bool block, timeout const& limit)
{
    check(block, limit);
    std::unique_lock lock(mutex_);
    if (is_shut_)
    {
        throw ShutDown();
    }
    waker who;
    if (party* const putter = putters_.claim_front(who))
    {
        move_(putter->item, to);
        putter->has_met = true;
        lock.unlock();
        who.resume();
        return;
    }
    if (!block)
    {
        throw Empty();
    }
    wait<Empty>(getters_, lock, to, limit, "Channel.get");
}

void rendezvous::shutdown() noexcept
{
    std::lock_guard const lock(mutex_);
    is_shut_ = true;
    for (side* const each : {&putters_, &getters_})
    {
        waker who;
        while (each->claim_front(who) != nullptr)
        {
            who.resume();
        }
    }
}

int rendezvous::balance() const noexcept
{
    std::lock_guard const lock(mutex_);
    return (putters_.queue.empty() ? 0 : putters_.count) -
           (getters_.queue.empty() ? 0 : getters_.count);
}

}  // namespace quartet::gevent::detail
