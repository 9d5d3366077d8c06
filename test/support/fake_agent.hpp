// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_FAKE_AGENT_HPP
#define QUARTET_TEST_SUPPORT_FAKE_AGENT_HPP

#include <quartet/detail/agent.hpp>

#include <functional>
#include <utility>

namespace quartet_test {

/// An agent without a thread: what happens while it is suspended is a script.
class fake_agent final : public quartet::detail::agent
{
public:
    std::function<void()> on_suspend = [] {};
    int suspends = 0;
    int wakes = 0;

    using agent::fall_asleep;
    using agent::is_waiting;

    /// While it lives, the agent is who calls.
    class as_current
    {
    public:
        explicit as_current(fake_agent& who) noexcept
            : before_(std::exchange(running_fiber, &who))
        {}
        ~as_current() { running_fiber = before_; }
        as_current(as_current const&) = delete;
        as_current& operator=(as_current const&) = delete;

    private:
        agent* before_;
    };

private:
    void suspend(quartet::detail::deadline const&) noexcept override
    {
        ++suspends;
        on_suspend();
    }

    void wake() noexcept override { ++wakes; }
};

}  // namespace quartet_test

#endif
