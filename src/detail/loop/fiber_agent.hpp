// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_FIBER_AGENT_HPP
#define QUARTET_SRC_DETAIL_LOOP_FIBER_AGENT_HPP

#include <quartet/detail/agent.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/fiber.hpp>
#include <quartet/detail/fiber_owner.hpp>
#include <quartet/detail/run_queue.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>

#include "asio_calls.hpp"
#include "timer_queue.hpp"

namespace quartet::detail {

class mailbox;

/// A fiber that waits by letting its loop run others.
class QUARTET_DECL fiber_agent final : public agent, public runnable
{
public:
    explicit fiber_agent(mailbox& home) noexcept
        : runnable(nullptr)
        , home_(home)
        , number_(++numbers)
        , alarm_(*this)
    {}

    /// Whose fiber it runs; null: nobody's.
    fiber_owner* owner() const noexcept { return owner_; }
    void owner(fiber_owner* who) noexcept
    {
        owner_ = who;
        fiber_ = nullptr;
    }

    /// The fiber that the calling thread runs on; null on its own stack.
    static fiber_agent* running() noexcept { return static_cast<fiber_agent*>(running_fiber); }

    /// Not 0; no other of this process has it.
    std::uint32_t number() const noexcept { return number_; }

    /// It runs at that time, if it was not woken before.
    void wake_at(std::chrono::steady_clock::time_point at);

    /// It will not run at that time.
    void forget_alarm() noexcept;

    /// Of the running fiber: leaves its thread to the loop, until it is run again.
    /**
     * Here and in run() the switch is inline, as far up as can be: after a switch the processor
     * foretells each `ret` wrongly, which costs more than the switch.
     */
    void leave(std::chrono::steady_clock::time_point now) noexcept
    {
        suspended_at_ = now;
        fiber_->suspend();
        if (look_ != nullptr)
        {
            be_inspected();
        }
    }

    /// Of one that is ready, by its loop. Also of an agent that nobody uses any more, or not yet, when a wake-up came late.
    void run();

    /// Whether it has begun and is not running now.
    bool is_suspended() const noexcept { return fiber_ != nullptr && !is_running_; }

    /// Of one that has begun.
    fiber& running_on() const noexcept { return *fiber_; }

    /// It will run soon: the processor shall fetch what is needed for that.
    void prefetch() const noexcept
    {
        if (fiber_ != nullptr)
        {
            fiber_->prefetch();
        }
    }

    /// When it was suspended; as exact as the loop looks at the clock.
    std::chrono::steady_clock::time_point suspended_at() const noexcept { return suspended_at_; }

    /// Calls `look` on the stack of a suspended fiber.
    void inspect(void (*look)(void*), void* argument) noexcept;

    bool is_cooperative() const noexcept override { return true; }

    /// Of its mailbox; null: it is the last one.
    fiber_agent* next() const noexcept { return next_agent_; }

private:
    friend class mailbox;
    friend struct inspection;

    static std::atomic<std::uint32_t> numbers;

    struct alarm : timer
    {
        explicit alarm(fiber_agent& of) noexcept;
        fiber_agent& whose;
    };

    void suspend(deadline const& end) noexcept override;
    void wake() noexcept override;
    void be_inspected() noexcept;

    mailbox& home_;
    fiber_agent* next_agent_ = nullptr;
    std::uint32_t const number_;
    fiber_owner* owner_ = nullptr;
    fiber* fiber_ = nullptr;
    alarm alarm_;
    std::chrono::steady_clock::time_point suspended_at_;
    asio_calls::list asio_calls_ = nullptr;  // on its stack
    void (*look_)(void*) = nullptr;
    void* look_argument_ = nullptr;
    bool is_running_ = false;
    bool has_arrived_ = false;  // among the arrivals of the mailbox, whose mutex guards it
};

}  // namespace quartet::detail

#endif
