// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Threads as agents.
#include <quartet/detail/agent.hpp>

#include <chrono>
#include <climits>
#include <linux/futex.h>
#include <mutex>
#include <pthread.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "loop/event_loop.hpp"
#include "spin.hpp"

namespace quartet::detail {
namespace {

/// Blocks its thread on a futex, which is the agent's word itself, or runs the thread's loop.
class thread_agent final : public agent
{
public:
    bool is_cooperative() const noexcept override
    {
        event_loop* const loop = event_loop::here();
        return loop != nullptr && !blocks_ && loop->has_company();
    }

    /// In a forked child the fiber that forked is what the thread runs.
    static void forget_fiber(thread_agent* own) noexcept
    {
        if (running_fiber != nullptr)
        {
            running_fiber = nullptr;
            own->forget_wait();
        }
    }

    using agent::forget_interruptions;

    /// Who waits instead of it where a wait blocks the thread.
    thread_agent& stand_in()
    {
        if (stand_in_ == nullptr)
        {
            stand_in_ = new thread_agent;
            stand_in_->blocks_ = true;
        }
        return *stand_in_;
    }

private:
    void suspend(deadline const& end) noexcept override
    {
        event_loop* const loop = blocks_ ? nullptr : event_loop::here();
        // Before it falls asleep, so that who claims it knows where it sleeps.
        box_.store(loop != nullptr ? &loop->box() : nullptr, std::memory_order_relaxed);
        if (loop == nullptr)
        {
            block(end);
        }
        else if (fall_asleep())
        {
            loop->run_for(*this, end);
        }
    }

    void block(deadline const& end) noexcept
    {
        // To be woken takes as long as many a wait. Who ends it within a microsecond is on another
        // processor; else he may be waiting for ours.
        constexpr int pauses = 16;
        if (spin([this] { return !is_waiting(); }, pauses) || !fall_asleep())
        {
            return;
        }
        std::uint32_t const now = word().load(std::memory_order_relaxed);
        if (!is_waiting(now))
        {
            return;
        }
        timespec const left = to_timespec(end.left(std::chrono::hours(1)));
        ::syscall(SYS_futex, &word(), FUTEX_WAIT_PRIVATE, now, &left, nullptr, 0);
    }

    void wake() noexcept override
    {
        mailbox* const box = box_.load(std::memory_order_relaxed);
        if (box != nullptr)
        {
            box->nudge();
            return;
        }
        ::syscall(SYS_futex, &word(), FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }

    static bool is_waiting(std::uint32_t word) noexcept { return (word & 3) != 0; }
    using agent::is_waiting;

    std::atomic<mailbox*> box_{nullptr};
    thread_agent* stand_in_ = nullptr;  // as long as it
    bool blocks_ = false;               // does not run the loop
};

constinit thread_local thread_agent* current_agent = nullptr;  // the thread's own

/// The agents of threads that have ended, for those to come. Never destroyed.
struct store
{
    std::mutex mutex;
    std::vector<thread_agent*> unused;

    // Its destructor gives an agent back: after those of all thread_locals, which may wait too.
    pthread_key_t at_end_of_thread;
};

store& the_store()
{
    static auto* const instance = [] {
        static auto* const made = new store;
        int const error = ::pthread_key_create(&made->at_end_of_thread, [](void* mine) {
            current_agent = nullptr;
            static_cast<thread_agent*>(mine)->forget_interruptions();
            std::lock_guard const lock(made->mutex);
            made->unused.push_back(static_cast<thread_agent*>(mine));
        });
        if (error != 0)
        {
            throw std::system_error(error, std::generic_category(), "pthread_key_create");
        }
        ::pthread_atfork(
            [] { made->mutex.lock(); },
            [] { made->mutex.unlock(); },
            [] {
                made->mutex.unlock();
                thread_agent::forget_fiber(current_agent);
            });
        return made;
    }();
    return *instance;
}

// Made before there are threads, so that what fork() calls is there for all of them.
[[maybe_unused]] store const& made_early = the_store();

agent& enroll()
{
    store& all = the_store();
    thread_agent* mine = nullptr;
    {
        std::lock_guard const lock(all.mutex);
        if (!all.unused.empty())
        {
            mine = all.unused.back();
            all.unused.pop_back();
        }
    }
    if (mine == nullptr)
    {
        mine = new thread_agent;
    }
    ::pthread_setspecific(all.at_end_of_thread, mine);
    current_agent = mine;
    return *mine;
}

}  // namespace

agent& agent::current() noexcept
{
    if (running_fiber != nullptr)
    {
        return *running_fiber;
    }
    agent& own = current_agent != nullptr ? *current_agent : enroll();
    return blocking::is_on() ? static_cast<thread_agent&>(own).stand_in() : own;
}

}  // namespace quartet::detail
