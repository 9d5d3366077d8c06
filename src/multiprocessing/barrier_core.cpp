// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "barrier_core.hpp"

#include <quartet/detail/agent.hpp>
#include <quartet/threading/errors.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace quartet::multiprocessing::detail {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::segment_kind;
using quartet::detail::shared_segment;
using threading::BrokenBarrierError;

barrier_core::barrier_core(
    int parties, std::shared_ptr<barrier_action> action, timeout const& limit)
    : segment_(shared_segment::create(
          segment_kind::barrier,
          sizeof(barrier_shared) - sizeof(barrier_state) + barrier_state::size(parties)))
    , action_(std::move(action))
    , limit_(limit)
{
    new (segment_->data()) barrier_shared(parties);
}

barrier_core::barrier_core(barrier_message const& message)
    : segment_(shared_segment::attach(message.segment, segment_kind::barrier))
{
    if (message.limit >= 0)
    {
        limit_ = timeout::duration(message.limit);
    }
    if (message.has_action)
    {
        auto const load = reinterpret_cast<barrier_action::loader>(
            quartet::detail::from_code_address(message.loader));
        quartet::detail::memory_source bytes(message.action.data(), message.action.size());
        action_ = load(bytes);
    }
}

barrier_message barrier_core::message() const
{
    barrier_message result;
    result.segment = quartet::detail::send_name(segment_);
    if (limit_.limit())
    {
        result.limit = std::max(*limit_.limit(), timeout::duration::zero()).count();
    }
    if (action_)
    {
        result.has_action = true;
        result.loader =
            quartet::detail::to_code_address(reinterpret_cast<void const*>(action_->how_to_load()));
        quartet::detail::string_sink bytes(result.action);
        action_->save(bytes);
    }
    return result;
}

int barrier_core::wait(timeout const& limit)
{
    barrier_state::ticket const mine = arrive();
    if (mine.how == barrier_state::arrival::broken)
    {
        throw BrokenBarrierError("Barrier.wait: the barrier is broken");
    }
    if (mine.how == barrier_state::arrival::last)
    {
        act(mine.entry);
    }
    else
    {
        wait_for_others(mine.entry, deadline(limit.limit() ? limit : limit_));
    }
    bool passed = false;
    {
        std::lock_guard const lock(shared().guard);
        passed = shared().state.look(mine.entry) == barrier_state::outcome::passed;
        shared().state.leave(mine.entry);
    }
    if (!passed)
    {
        throw BrokenBarrierError("Barrier.wait: the barrier was broken or reset");
    }
    return mine.index;
}

barrier_state::ticket barrier_core::arrive()
{
    barrier_state::ticket mine{barrier_state::arrival::broken};
    shared().changed.await(deadline(timeout()), [&](bool idle) {
        {
            std::lock_guard const lock(shared().guard);
            if (idle)
            {
                shared().state.bury(is_dead);
            }
            mine = shared().state.arrive(quartet::detail::process_identity::self(), is_dead);
        }
        if (mine.how == barrier_state::arrival::broken)
        {
            shared().changed.notify_all();  // perhaps it was not until just now
        }
        return mine.how != barrier_state::arrival::too_soon;
    });
    return mine;
}

void barrier_core::act(std::size_t entry)
{
    if (action_)
    {
        try
        {
            action_->run();
        }
        catch (...)
        {
            change([entry](barrier_state& state) {
                state.fail(entry);
                state.leave(entry);
            });
            throw;
        }
    }
    change([entry](barrier_state& state) { state.finish(entry); });
}

void barrier_core::wait_for_others(std::size_t entry, deadline const& end)
{
    auto const is_over = [entry](barrier_state& state) {
        return state.look(entry) != barrier_state::outcome::waiting;
    };
    auto const ended = [&](bool idle) {
        if (idle)
        {
            return observe(is_over);
        }
        std::lock_guard const lock(shared().guard);
        return is_over(shared().state);
    };
    auto const comes_in_time = [&] {
        try
        {
            return shared().changed.await(end, ended);
        }
        catch (...)
        {
            // A party that leaves, for whatever reason, breaks it, unless it ended in the meantime.
            change([entry](barrier_state& state) {
                state.fail(entry);
                state.leave(entry);
            });
            throw;
        }
    };
    while (!comes_in_time())
    {
        bool acting = false;
        change([&](barrier_state& state) {
            acting = state.acting();
            if (!acting)
            {
                state.fail(entry);
            }
        });
        if (acting)
        {
            // All have arrived in time; how long the action takes is not limited. Who left now
            // would break what the others may have passed.
            agent::uninterruptible const shield;
            shared().changed.await(deadline(timeout()), ended);
        }
    }
}

}  // namespace quartet::multiprocessing::detail
