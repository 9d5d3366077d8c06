// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_MAILBOX_HPP
#define QUARTET_SRC_DETAIL_LOOP_MAILBOX_HPP

#include <quartet/detail/short_mutex.hpp>

#include <functional>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "fiber_agent.hpp"

namespace quartet::detail {

class event_loop;

/// How other threads reach a loop, and the agents of its fibers.
/**
 * A waker may come late: when the fiber, its loop, or its thread has ended. So neither mailboxes nor
 * agents are ever freed: the next loop gets them, and a wake-up that comes too late only makes it
 * look once in vain.
 */
class mailbox
{
public:
    /// Those of all loops, and the threads that they run in.
    static std::vector<std::pair<pid_t, mailbox*>> all();

    /// One that no loop has.
    static mailbox& acquire(event_loop& of);
    void release() noexcept;

    /// An agent that nobody uses.
    fiber_agent& acquire_agent();
    void release_agent(fiber_agent& which) noexcept
    {
        --used_;
        unused_.push_back(&which);
    }

    /// How many agents are used.
    std::size_t used() const noexcept { return used_; }

    /// The first of those that were ever used; null if there is none.
    fiber_agent* agents() const noexcept { return first_agent_; }

    /// From any thread: the agent shall run again.
    void wake(fiber_agent& who) noexcept;

    /// From any thread: the loop shall look whether what its thread waits for has come.
    void nudge() noexcept;

    /// From any thread: calls it in the loop. @return false if there is no loop any more.
    bool post(std::function<void()> call);

private:
    friend class event_loop;
    friend struct inspection;

    void take_arrivals();

    mailbox* next_ = nullptr;  // of all
    short_mutex mutex_;        // guards the next three
    event_loop* loop_ = nullptr;
    pid_t thread_ = 0;  // its thread
    std::vector<fiber_agent*> arrivals_;

    // Of the loop's thread alone.
    fiber_agent* first_agent_ = nullptr;
    fiber_agent* last_agent_ = nullptr;
    std::size_t made_ = 0;
    std::vector<fiber_agent*> unused_;
    std::size_t used_ = 0;
};

}  // namespace quartet::detail

#endif
