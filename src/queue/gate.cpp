// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/queue/detail/gate.hpp>
#include <quartet/queue/errors.hpp>

#include "../detail/text.hpp"

namespace quartet::queue::detail {

using answer = queue_state::answer;
using quartet::detail::deadline;

void gate::throw_negative(timeout const& limit)
{
    throw ValueError("limit: must not be negative, but is " + quartet::detail::to_text(limit));
}

template <class Late, class May>
void gate::wait(
    wait_queue& queue, lock_type& lock, May may, bool block, timeout const& limit, char const* what)
{
    if (block)
    {
        deadline const end(limit);
        while (may() == answer::later && wait_in(queue, lock, end, what))
        {}
    }
    // Also when the time is over: what came in the meantime counts.
    switch (may())
    {
    case answer::yes:
        return;
    case answer::later:
        throw Late();
    case answer::never:
        throw ShutDown();
    }
}

void gate::wait_for_room(lock_type& lock, bool block, timeout const& limit)
{
    wait<Full>(
        putters_, lock, [this] { return state_.may_put(); }, block, limit, "Queue.put");
}

void gate::wait_for_item(lock_type& lock, bool block, timeout const& limit)
{
    wait<Empty>(
        getters_, lock, [this] { return state_.may_get(); }, block, limit, "Queue.get");
}

bool gate::count_done() noexcept
{
    lock_type const lock(mutex_);
    bool const counted = state_.count_done();
    if (state_.is_all_done())
    {
        joiners_.wake_all();
    }
    return counted;
}

void gate::task_done()
{
    if (!count_done())
    {
        throw ValueError("task_done: called more often than put");
    }
}

bool gate::join(timeout const& limit)
{
    deadline const end(limit);
    lock_type lock(mutex_);
    // Who is claimed need not look: at that moment all was done.
    return state_.is_all_done() || wait_in(joiners_, lock, end, "Queue.join") ||
           state_.is_all_done();
}

void gate::maxsize(int value) noexcept
{
    lock_type const lock(mutex_);
    state_.maxsize(value);
    maxsize_.store(value, std::memory_order_relaxed);
    for (std::size_t room = state_.room(); room != 0 && !putters_.empty(); --room)
    {
        if (auto who = putters_.claim_front())
        {
            who.resume();
        }
    }
}

gate::lock_type gate::shutdown(bool immediate) noexcept
{
    lock_type lock(mutex_);
    state_.shut_down();
    if (immediate)
    {
        state_.count_discarded();
        size_.store(0, std::memory_order_relaxed);
        if (state_.is_all_done())
        {
            joiners_.wake_all();
        }
    }
    getters_.wake_all();
    putters_.wake_all();
    return lock;
}

}  // namespace quartet::queue::detail
