// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/semaphore.hpp>

#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "acquire_deadline.hpp"
#include "burial_pace.hpp"
#include "semaphore_state.hpp"

#include <quartet/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <mutex>

namespace quartet::multiprocessing {

using quartet::detail::deadline;
using quartet::detail::event_count;
using quartet::detail::process_identity;
using quartet::detail::segment_kind;
using quartet::detail::shared_guard;
using quartet::detail::shared_segment;

namespace detail {
namespace {

struct semaphore_shared
{
    shared_guard guard;   // of state
    event_count changed;  // a unit became available
    semaphore_state state;
};

bool is_dead(process_identity process)
{
    return process.is_dead();
}

}  // namespace

/// The state's user: one entry for each process that has ever acquired.
class semaphore_core
{
public:
    semaphore_core(int value, int bound)
        : segment_(
            quartet::detail::create_segment_of<semaphore_shared>(segment_kind::semaphore))
    {
        shared().state.start(value, bound);
    }

    explicit semaphore_core(std::string const& name)
        : segment_(shared_segment::attach(name, segment_kind::semaphore))
    {
    }

    semaphore_core(semaphore_core const&) = delete;
    semaphore_core& operator=(semaphore_core const&) = delete;

    ~semaphore_core()
    {
        if (entered_as_ == process_identity::self())
        {
            std::lock_guard const lock(shared().guard);
            shared().state.leave(entry_);
        }
    }

    bool acquire(deadline const& end)
    {
        if (take(false))
        {
            return true;
        }
        return shared().changed.await(end, [this](bool idle) { return take(idle || pace_.due()); });
    }

    bool release()
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

    std::int64_t available()
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

    bool inherited() const noexcept { return inherited_.load(std::memory_order_relaxed); }
    std::shared_ptr<shared_segment> const& segment() const noexcept { return segment_; }

private:
    semaphore_shared& shared() const noexcept
    {
        return *static_cast<semaphore_shared*>(segment_->data());
    }

    bool take(bool look_for_dead)
    {
        bool more = false;
        auto got = semaphore_state::taken::none;
        {
            std::lock_guard const lock(shared().guard);
            std::size_t const entry = own_entry();
            got = shared().state.take(entry);
            if (got == semaphore_state::taken::none && look_for_dead)
            {
                shared().state.bury(is_dead);
                got = shared().state.take(entry);
            }
            if (got != semaphore_state::taken::none)
            {
                inherited_.store(
                    got == semaphore_state::taken::inherited_unit, std::memory_order_relaxed);
                more = shared().state.available() > 0;
            }
        }
        // Whoever gets a unit wakes the next for the next one: several may have come back at once,
        // and of two releases at the same moment one may have found nobody to wake.
        if (more)
        {
            shared().changed.notify_one();
        }
        return got != semaphore_state::taken::none;
    }

    /// A forked child has its parent's memory, but needs an entry of its own.
    std::size_t own_entry()
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
                    "Semaphore.acquire: more than " + std::to_string(semaphore_state::capacity)
                        + " processes use it");
            }
            entry_ = *entry;
            entered_as_ = me;
        }
        return entry_;
    }

    std::shared_ptr<shared_segment> segment_;
    burial_pace pace_;
    std::atomic<bool> inherited_{false};
    process_identity entered_as_;  // whose entry_ is; guarded by the shared guard, as is entry_
    std::size_t entry_ = 0;
};

std::string send(semaphore_core const& core)
{
    return quartet::detail::send_name(core.segment());
}

void receive(std::string const& name, std::shared_ptr<semaphore_core>& core)
{
    core = std::make_shared<semaphore_core>(name);
}

}  // namespace detail

Semaphore::Semaphore(int value) : Semaphore(value, std::numeric_limits<int>::max()) {}

Semaphore::Semaphore(int value, int bound)
{
    if (value < 0)
    {
        throw ValueError("Semaphore: value must not be negative, and is " + std::to_string(value));
    }
    core_ = std::make_shared<detail::semaphore_core>(value, bound);
}

int Semaphore::get_value() const
{
    return static_cast<int>(std::max<std::int64_t>(core_->available(), 0));
}

bool Semaphore::owner_died() const noexcept
{
    return core_->inherited();
}

bool Semaphore::acquire(bool blocking, timeout limit)
{
    return core_->acquire(detail::acquire_deadline(blocking, limit));
}

void Semaphore::release()
{
    if (!core_->release())
    {
        throw ValueError("Semaphore.release: released too many times");
    }
}

}  // namespace quartet::multiprocessing
