// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_DETAIL_AGENT_HPP
#define QUARTET_DETAIL_AGENT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/context_cell.hpp>
#include <quartet/detail/deadline.hpp>

#include <atomic>
#include <cstdint>

namespace quartet::detail {

class agent;
struct inspection;

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
    friend struct inspection;
    waker(agent& of, std::uint32_t epoch) noexcept
        : agent_(&of)
        , epoch_(epoch)
    {}

    agent* agent_ = nullptr;
    std::uint32_t epoch_ = 0;
    bool slept_ = false;
};

/// Something that a wait of an agent is ended with, instead of what it waited for: an exception.
/** Belongs to who interrupts; it is in the agent's list until it was thrown or withdrawn. */
class interruption
{
public:
    interruption() = default;
    interruption(interruption const&) = delete;
    interruption& operator=(interruption const&) = delete;

    /// Throws it, when it was taken out of the list.
    [[noreturn]] virtual void raise() = 0;

    /// It was taken out by withdraw_all().
    virtual void dropped() noexcept {}

protected:
    virtual ~interruption() = default;

private:
    friend class agent;
    interruption* next_ = nullptr;
    bool is_pending_ = false;
    bool has_ended_wait_ = false;  // pending, and nothing else will end the wait that it was to end
};

/// What runs and may have to wait ("execution agent" in the C++ standard): a thread blocks, a
/// greenlet lets others run.
/**
 * Each wait is
 * @code
 * waker w = self.begin_wait("Lock.acquire");  // hand w to whoever will end the wait
 * bool ended = self.await(end);               // false: the time was over, w is void
 * @endcode
 * An agent's memory is never given back, so a waker may touch it after the agent went on.
 *
 * A wait with await_or_interruption() also ends when somebody interrupts the agent; so does the
 * next one, if the agent does not wait at that moment or was claimed just before. So nothing that
 * was handed over by a claim is lost.
 */
class QUARTET_DECL agent
{
public:
    /// Whoever calls.
    static agent& current() noexcept;

    agent(agent const&) = delete;
    agent& operator=(agent const&) = delete;

    /// Begins a wait. Only the agent itself waits, and one wait at a time.
    /// @param what it waits in, for people: a literal.
    /// @throws AssertionError if it waits already, that is in a callback of the loop that its thread
    /// runs meanwhile.
    waker begin_wait(char const* what = "");

    /// The same check, for what only lets others run.
    void require_may_wait(char const* what) const;

    /// Waits until the waker was claimed. @return false if the time was over before.
    bool await(deadline const& end) noexcept;

    /// The same, but also false if an interruption is pending or comes. When the caller has left
    /// everything in order he calls throw_interruption().
    bool await_or_interruption(deadline const& end) noexcept;

    /// Throws the interruption that is pending, if there is one and this may be interrupted.
    void throw_interruption()
    {
        if (interruptions_ != nullptr && shields_ == 0)
        {
            raise_first();
        }
    }

    /// Ends the present wait, or the next. Only on the thread of the agent, as all of these.
    /// @return whether it has ended the present one; then it will be thrown.
    bool interrupt(interruption& with) noexcept;

    /// It shall not be thrown, if it was not yet. @return false if it has ended a wait, which would
    /// have no result without it.
    bool withdraw(interruption& with) noexcept;

    /// Whether the next wait that may be interrupted ends at once.
    bool is_interrupted() const noexcept { return interruptions_ != nullptr && shields_ == 0; }

    /// Where a wait was interrupted and nothing can be thrown: what has ended it stays for the next
    /// one, and can be withdrawn.
    void keep_interruptions() noexcept;

    /// Withdraws all, of an agent that has ended.
    void withdraw_all() noexcept;

    /// Whether others run while it waits: it is a greenlet, or its thread has some.
    virtual bool is_cooperative() const noexcept { return false; }

    /// Whether the wait that it is in can be interrupted.
    bool is_interruptible() const noexcept { return may_be_cut_ && shields_ == 0; }

    /// What it waits in, or waited in last.
    char const* waits_in() const noexcept { return what_; }

    bool is_waiting() const noexcept { return (word_.load(std::memory_order_acquire) & 3) != 0; }

    /// While it lives, the calling agent is not interrupted: in destructors, and where a wait must
    /// not fail.
    class uninterruptible
    {
    public:
        uninterruptible() noexcept
            : self_(agent::current())
        {
            ++self_.shields_;
        }
        ~uninterruptible() { --self_.shields_; }
        uninterruptible(uninterruptible const&) = delete;
        uninterruptible& operator=(uninterruptible const&) = delete;

    private:
        agent& self_;
    };

    /// While it lives, functions of the C library that the calling thread calls block it, although
    /// they are patched (gevent::monkey): where others must not run meanwhile. It does not wait then.
    class unpatched
    {
    public:
        unpatched() noexcept { ++count; }
        ~unpatched() { --count; }
        unpatched(unpatched const&) = delete;
        unpatched& operator=(unpatched const&) = delete;

        static bool is_on() noexcept { return count != 0; }

    private:
        [[gnu::tls_model("initial-exec")]] static constinit thread_local int count;
    };

    /// Something that runs on the stack of the calling thread, while it lives, and must not let others
    /// run: a wait blocks the thread, although that may be in a wait already, in which it runs its
    /// loop. A task of asyncio, as in Python.
    class blocking
    {
    public:
        /// @param context its own; null: it has none.
        explicit blocking(context_slot* context = nullptr) noexcept
            : before_(innermost)
            , context_(context)
        {
            innermost = this;
        }
        ~blocking() { innermost = before_; }
        blocking(blocking const&) = delete;
        blocking& operator=(blocking const&) = delete;

        static bool is_on() noexcept { return innermost != nullptr; }

        /// Null if it is not on.
        static blocking* current() noexcept { return innermost; }

        context_slot* context() const noexcept { return context_; }

    private:
        [[gnu::tls_model("initial-exec")]] static constinit thread_local blocking* innermost;

        blocking* const before_;
        context_slot* const context_;
    };

protected:
    agent() = default;
    virtual ~agent() = default;

    /// Returns at once if is_waiting() is false; else sleeps until wake() or the end, or shorter.
    virtual void suspend(deadline const& end) noexcept = 0;

    /// Of a thread that has ended: there may be interruptions left, and their owners gone.
    void forget_interruptions() noexcept { interruptions_ = nullptr; }

    /// Ends a suspend(), now or the next one that begins while `fall_asleep` had succeeded.
    virtual void wake() noexcept = 0;

    /// Before it sleeps, so that who claims the wait knows to wake it. @return false if claimed.
    bool fall_asleep() noexcept;

    std::atomic<std::uint32_t>& word() noexcept { return word_; }

    /// In a forked child, of a thread whose fiber forked: what it waited in is the parent's.
    void forget_wait() noexcept
    {
        word_.fetch_and(~3u, std::memory_order_relaxed);
        interruptions_ = nullptr;
        shields_ = 0;
    }

    /// Who runs on the calling thread, if it is a fiber and not the thread itself.
    [[gnu::tls_model("initial-exec")]] static constinit thread_local agent* running_fiber;

private:
    friend class waker;
    friend struct inspection;

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

    void take_out(interruption& which) noexcept;
    void raise_first();

    std::atomic<std::uint32_t> word_{0};
    bool may_be_cut_ = false;  // waits in await_or_interruption()
    bool was_cut_ = false;
    unsigned shields_ = 0;
    char const* what_ = "";
    interruption* interruptions_ = nullptr;  // pending, the first one first
};

}  // namespace quartet::detail

#endif
