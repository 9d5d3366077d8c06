// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_AGENT_HPP
#define QUARTET_DETAIL_AGENT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/deadline.hpp>

#include <atomic>
#include <cstdint>

namespace quartet::detail {

class agent;

/// The right to end one certain wait of an agent.
/**
 * It carries the number of that wait (its epoch), so a waker that comes late, after the wait's
 * time was over or after another waker, does nothing. Copies are the same right.
 */
class QUARTET_DECL waker
{
public:
    /// Of no wait.
    waker() = default;

    /// Ends the wait, for the agent does not give up from now on. @return false if it had ended.
    bool claim() noexcept;

    /// After a successful claim, once: lets the agent go on. No locks need be held.
    void resume() noexcept;

    explicit operator bool() const noexcept { return agent_ != nullptr; }

private:
    friend class agent;
    waker(agent& of, std::uint32_t epoch) noexcept
        : agent_(&of)
        , epoch_(epoch)
    {}

    agent* agent_ = nullptr;
    std::uint32_t epoch_ = 0;
    bool slept_ = false;
};

/// What runs and may have to wait ("execution agent" in the C++ standard): a thread blocks.
/**
 * Each wait is
 * @code
 * waker w = self.begin_wait();  // hand w to whoever will end the wait
 * bool ended = self.await(end); // false: the time was over, w is void
 * @endcode
 * An agent's memory is never given back, so a waker may touch it after the agent went on.
 */
class QUARTET_DECL agent
{
public:
    /// Whoever calls.
    static agent& current() noexcept;

    agent(agent const&) = delete;
    agent& operator=(agent const&) = delete;

    /// Begins a wait. Only the agent itself waits, and one wait at a time.
    waker begin_wait() noexcept;

    /// Waits until the waker was claimed. @return false if the time was over before.
    bool await(deadline const& end) noexcept;

protected:
    agent() = default;
    virtual ~agent() = default;

    /// Returns at once if is_waiting() is false; else sleeps until wake() or the end, or shorter.
    virtual void suspend(deadline const& end) noexcept = 0;

    /// Ends a suspend(), now or the next one that begins while `fall_asleep` had succeeded.
    virtual void wake() noexcept = 0;

    bool is_waiting() const noexcept { return (word_.load(std::memory_order_acquire) & 3) != 0; }

    /// Before it sleeps, so that who claims the wait knows to wake it. @return false if claimed.
    bool fall_asleep() noexcept;

    std::atomic<std::uint32_t>& word() noexcept { return word_; }

private:
    friend class waker;

    // epoch << 2 | phase. A claim is the step from waiting or asleep to idle in the same epoch.
    enum phase : std::uint32_t
    {
        idle = 0,
        waiting = 1,
        asleep = 2
    };
    static constexpr std::uint32_t pack(std::uint32_t epoch, phase now) noexcept
    {
        return epoch << 2 | now;
    }

    /// @return whether the wait was on; sets `slept`.
    bool claim(std::uint32_t epoch, bool& slept) noexcept;

    std::atomic<std::uint32_t> word_{0};
};

}  // namespace quartet::detail

#endif
