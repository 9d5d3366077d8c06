// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "inspection.hpp"

#include <quartet/asyncio/detail/loop_core.hpp>
#include <quartet/asyncio/detail/promise.hpp>
#include <quartet/asyncio/detail/task_core.hpp>
#include <quartet/detail/completions.hpp>
#include <quartet/detail/wait_queue.hpp>
#include <quartet/gevent/detail/greenlet_core.hpp>

#include <cstddef>

#include "loop/event_loop.hpp"

// Of classes with bases and virtual functions, too: as g++ and clang lay them out, members of bases
// that are not virtual have constant places.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace quartet::detail {

constexpr inspection::inspection(here) noexcept
{
    using asyncio::detail::done_node;
    using asyncio::detail::future_core;
    using asyncio::detail::loop_core;
    using asyncio::detail::promise_base;
    using asyncio::detail::suspension;
    using asyncio::detail::task_core;
    using gevent::detail::greenlet_core;

    in_mailbox = {
        offsetof(mailbox, next_),
        offsetof(mailbox, loop_),
        offsetof(mailbox, thread_),
        offsetof(mailbox, first_agent_)};
    in_event_loop = {offsetof(event_loop, thread_)};
    in_agent = {offsetof(agent, word_), offsetof(agent, what_)};
    static_assert(
        offsetof(fiber_agent, word_) == offsetof(agent, word_),
        "an agent has the address of its fiber_agent");
    in_fiber_agent = {
        offsetof(fiber_agent, next_agent_),
        offsetof(fiber_agent, owner_),
        offsetof(fiber_agent, is_running_),
        offsetof(fiber_agent, is_queued_)};

    static_assert(
        offsetof(greenlet_core, context) == offsetof(fiber_owner, context),
        "a greenlet has the address of its fiber_owner");
    in_greenlet = {
        offsetof(greenlet_core, name_),
        offsetof(greenlet_core, ident_),
        offsetof(greenlet_core, phase_),
        offsetof(greenlet_core, waiters_) + offsetof(wait_queue, first_),
        offsetof(greenlet_core, watchers_) + offsetof(watchers, all_),
        offsetof(greenlet_core, awaited_as)};
    in_wait_entry = {
        offsetof(wait_queue::entry, who_) + offsetof(waker, agent_),
        offsetof(wait_queue::entry, previous_),
        offsetof(wait_queue::entry, next_)};
    in_completions = {offsetof(completions, waiters_) + offsetof(wait_queue, first_)};

    in_loop = {
        offsetof(loop_core, previous_loop_),
        offsetof(loop_core, next_loop_),
        offsetof(loop_core, box_),
        offsetof(loop_core, first_task_)};
    in_task = {
        offsetof(task_core, previous_),
        offsetof(task_core, next_),
        offsetof(task_core, number_),
        offsetof(task_core, name_),
        offsetof(task_core, leaf_),
        offsetof(task_core, waits_in_),
        offsetof(task_core, is_queued_)};
    in_future = {
        offsetof(future_core, phase_),
        offsetof(future_core, is_task_),
        offsetof(future_core, last_)};
    static_assert(
        offsetof(task_core, phase_) == offsetof(future_core, phase_),
        "a future has the address of its task");
    in_node = {
        offsetof(done_node, previous_),
        offsetof(done_node, next_),
        offsetof(done_node, waiter_),
        offsetof(done_node, waiter_is_)};
    in_suspension = {offsetof(suspension, kind_), offsetof(suspension::kind, name)};
    in_promise = {
        offsetof(promise_base, awaited_by),
        offsetof(promise_base, task),
        offsetof(promise_base, name)};

    static_assert(
        static_cast<int>(greenlet_phase::begun) == static_cast<int>(greenlet_core::phase::begun));
    static_assert(
        static_cast<int>(waiter_kind::future) == static_cast<int>(done_node::waiter_kind::future));
    static_assert(
        static_cast<int>(waiter_kind::in_ref) == static_cast<int>(done_node::waiter_kind::in_ref));
    static_assert(
        static_cast<int>(waiter_kind::agent) == static_cast<int>(done_node::waiter_kind::agent));
    static_assert((agent::waiting | agent::asleep) == agent_waits);
}

[[gnu::section(".quartet"), gnu::used]] constinit inspection inspected{inspection::here()};

}  // namespace quartet::detail
