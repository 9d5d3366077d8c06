// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "semaphore_core.hpp"

#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <vector>

#include "../detail/exit_hooks.hpp"

namespace quartet::multiprocessing::detail {

using quartet::detail::deadline;
using quartet::detail::process_identity;
using quartet::detail::segment_kind;
using quartet::detail::shared_segment;

namespace {

/// The semaphores of this process, for its end. Taken before any shared guard.
class open_semaphores
{
public:
    static open_semaphores& get()
    {
        static auto* const all = new open_semaphores;  // outlives static objects
        return *all;
    }

    void add(semaphore_core* core)
    {
        std::lock_guard const lock(mutex_);
        cores_.push_back(core);
    }

    void remove(semaphore_core* core) noexcept
    {
        std::lock_guard const lock(mutex_);
        std::erase(cores_, core);
    }

    void leave_all()
    {
        std::lock_guard const lock(mutex_);
        std::for_each(cores_.begin(), cores_.end(), [](auto* core) { core->leave(); });
    }

private:
    open_semaphores()
    {
        ::pthread_atfork(
            [] { get().mutex_.lock(); },
            [] { get().mutex_.unlock(); },
            [] { get().mutex_.unlock(); });
    }

    std::mutex mutex_;
    std::vector<semaphore_core*> cores_;
};

/// Handles that are still there at the exit are given up as if they had been destroyed.
void leave_at_exit() noexcept
{
    // An uncaught exception is no end in order: as after a kill, the units come back.
    if (!std::current_exception())
    {
        open_semaphores::get().leave_all();
    }
}

}  // namespace

semaphore_core::semaphore_core(int value, int bound)
    : segment_(quartet::detail::create_segment_of<semaphore_shared>(segment_kind::semaphore))
{
    shared().state.start(value, bound);
    open_semaphores::get().add(this);
}

semaphore_core::semaphore_core(std::string const& name)
    : segment_(shared_segment::attach(name, segment_kind::semaphore))
{
    open_semaphores::get().add(this);
}

semaphore_core::~semaphore_core()
{
    open_semaphores::get().remove(this);
    leave();
}

std::int64_t semaphore_core::available()
{
    std::int64_t back = 0;
    std::int64_t result = 0;
    {
        std::lock_guard const lock(shared().guard);
        back = pace_.due() ? shared().state.bury(is_dead) : 0;
        result = shared().state.available();
    }
    if (back > 0)
    {
        shared().changed.notify_one();
    }
    return result;
}

bool semaphore_core::acquire(deadline const& end)
{
    return take(false) ||
           shared().changed.await(end, [this](bool idle) { return take(idle || pace_.due()); });
}

bool semaphore_core::release()
{
    {
        std::lock_guard const lock(shared().guard);
        auto const me = process_identity::self();
        auto const entry = entered_as_ == me ? std::optional(entry_) : std::nullopt;
        if (!shared().state.give(entry, me))
        {
            return false;
        }
    }
    shared().changed.notify_one();
    return true;
}

void semaphore_core::leave()
{
    std::lock_guard const lock(shared().guard);
    if (entered_as_ == process_identity::self())
    {
        shared().state.leave(entry_);
        entered_as_ = process_identity();
    }
}

bool semaphore_core::take(bool look_for_dead)
{
    using taken = semaphore_state::taken;
    auto got = taken::none;
    bool more = false;
    {
        std::lock_guard const lock(shared().guard);
        std::size_t const entry = own_entry();
        got = shared().state.take(entry);
        if (got == taken::none && look_for_dead)
        {
            shared().state.bury(is_dead);
            got = shared().state.take(entry);
        }
        if (got != taken::none)
        {
            inherited_.store(got == taken::inherited_unit, std::memory_order_relaxed);
            more = shared().state.available() > 0;
        }
    }
    // Whoever gets a unit wakes the next for the next one: several may have come back at once,
    // and of two releases at the same moment one may have found nobody to wake.
    if (more)
    {
        shared().changed.notify_one();
    }
    return got != taken::none;
}

std::size_t semaphore_core::own_entry()
{
    auto const me = process_identity::self();
    if (entered_as_ != me)
    {
        auto entry = shared().state.enter(me);
        if (!entry)
        {
            shared().state.bury(is_dead);
            entry = shared().state.enter(me);
        }
        if (!entry)
        {
            throw OSError(
                EAGAIN,
                "Semaphore.acquire: more than " + std::to_string(semaphore_state::capacity) +
                    " processes use it");
        }
        entry_ = *entry;
        entered_as_ = me;
        quartet::detail::at_exit_stage(quartet::detail::exit_stage::holdings, leave_at_exit);
    }
    return entry_;
}

}  // namespace quartet::multiprocessing::detail
