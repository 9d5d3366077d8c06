// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_INSPECTION_HPP
#define QUARTET_SRC_DETAIL_INSPECTION_HPP

#include <cstdint>

namespace quartet::asyncio::detail {
class loop_core;
}

namespace quartet::detail {

class mailbox;

/// Where tool/ finds the tasks and greenlets of a program, from outside and without its help.
/**
 * Whatever has the library in it has one, in its section `.quartet`: the file says where that is,
 * also of a stripped one. All that is told of here is data, for the reader calls nothing:
 *
 *     mailboxes -> mailbox -> fiber_agent -> greenlet_core -> who joins it: agents
 *     loops --> loop_core --> task_core ---> who awaits it: done_node, ...
 *                                       `--> where it is: promise_base, ...
 *
 * The program goes on while it is read. So the reader trusts no pointer, and looks twice.
 */
struct inspection
{
    /// Another one for each change of what these mean.
    static constexpr std::uint32_t current_version = 1;

    using offset = std::uint32_t;

    char magic[16] = "quartet.inspect";
    std::uint32_t version = current_version;
    std::uint32_t size = sizeof(inspection);

    // --- where the lists begin, that of loops guarded by a mutex of loop_core, that of mailboxes by theirs ---

    mailbox* mailboxes = nullptr;
    asyncio::detail::loop_core* loops = nullptr;

    // --- where members lie, in bytes ---

    struct
    {
        offset next, loop, thread, agents;
    } in_mailbox;
    struct
    {
        offset thread;
    } in_event_loop;
    struct
    {
        offset word, what;
    } in_agent;
    struct
    {
        offset next, owner, is_running, is_queued;
    } in_fiber_agent;
    struct
    {
        offset name, ident, phase, waiters, watchers, awaited_as;
    } in_greenlet;
    struct
    {
        offset agent, previous, next;
    } in_wait_entry;
    struct
    {
        offset waiters;
    } in_completions;
    struct
    {
        offset previous, next, box, tasks;
    } in_loop;
    struct
    {
        offset previous, next, number, name, leaf, waits_in, is_queued;
    } in_task;
    struct
    {
        offset phase, is_task, last_node;
    } in_future;
    struct
    {
        offset previous, next, waiter, waiter_is;
    } in_node;
    struct
    {
        offset kind, kind_name;
    } in_suspension;
    struct
    {
        offset awaited_by, task, name;
    } in_promise;

    // --- what members mean; checked where the library has the same ---

    enum class greenlet_phase : int
    {
        created,
        scheduled,
        begun
    };
    enum class waiter_kind : unsigned char
    {
        nobody,
        future,
        in_ref,
        agent
    };
    static constexpr std::uint32_t agent_waits = 3;  ///< one of these bits of its word is set

    inspection() = default;
    struct here
    {};
    /// Of this library.
    constexpr explicit inspection(here) noexcept;
};

extern constinit inspection inspected;

}  // namespace quartet::detail

#endif
