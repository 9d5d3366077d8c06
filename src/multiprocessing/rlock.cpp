// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/rlock.hpp>

#include <atomic>
#include <unistd.h>

#include "../detail/loop/fiber_agent.hpp"
#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "acquire_deadline.hpp"

namespace quartet::multiprocessing {

using quartet::detail::deadline;
using quartet::detail::owner_record;
using quartet::detail::process_identity;
using quartet::detail::segment_kind;
using quartet::detail::shared_segment;

namespace detail {
namespace {

struct rlock_state
{
    owner_record record;                   // which process has it; decides
    std::atomic<std::uint64_t> thread{0};  // whose of that process, if the record is his
    std::atomic<std::uint32_t> depth{0};   // touched by the owner only
};

/// The pid, and the number of the thread or greenlet that calls.
std::uint64_t this_thread() noexcept
{
    if (auto const* const greenlet = quartet::detail::fiber_agent::running())
    {
        constexpr std::uint32_t no_thread = 1u << 31;
        return std::uint64_t(process_identity::self().pid()) << 32 | no_thread | greenlet->number();
    }
    // Asked of the kernel once: the thread that forks has another number in the child.
    thread_local process_identity asked_in;
    thread_local std::uint64_t answer = 0;
    auto const me = process_identity::self();
    if (asked_in != me)
    {
        answer = std::uint64_t(me.pid()) << 32 | std::uint32_t(::gettid());
        asked_in = me;
    }
    return answer;
}

}  // namespace

/// The record says which process, the word beside it which of its threads or greenlets.
/**
 * Only the thread that `thread` names acts on the rest. A process that is killed anywhere leaves
 * a record with its name in it; the heir overwrites `depth` and `thread` before it looks at them,
 * and until then no thread of its own mistakes the old word for itself, for a pid is part of it.
 */
class rlock_core
{
public:
    rlock_core()
        : segment_(quartet::detail::create_segment_of<rlock_state>(segment_kind::rlock))
    {}

    explicit rlock_core(std::string const& name)
        : segment_(shared_segment::attach(name, segment_kind::rlock))
    {}

    bool is_owned() const noexcept
    {
        return state().thread.load(std::memory_order_relaxed) == this_thread() &&
               owner() == process_identity::self();
    }

    bool acquire(deadline const& end)
    {
        if (is_owned())
        {
            state().depth.fetch_add(1, std::memory_order_relaxed);
            return true;
        }
        auto const outcome = state().record.acquire(end);
        if (outcome == owner_record::outcome::busy)
        {
            return false;
        }
        inherited_.store(outcome == owner_record::outcome::inherited, std::memory_order_relaxed);
        state().depth.store(1, std::memory_order_relaxed);
        state().thread.store(this_thread(), std::memory_order_relaxed);
        return true;
    }

    void release() noexcept
    {
        if (state().depth.fetch_sub(1, std::memory_order_relaxed) == 1)
        {
            free();
        }
    }

    std::uint32_t release_all() noexcept
    {
        std::uint32_t const depth = state().depth.load(std::memory_order_relaxed);
        free();
        return depth;
    }

    void acquire_again(std::uint32_t depth)
    {
        acquire(deadline(timeout()));
        state().depth.store(depth, std::memory_order_relaxed);
    }

    process_identity owner() const noexcept { return state().record.owner(); }
    bool inherited() const noexcept { return inherited_.load(std::memory_order_relaxed); }
    std::shared_ptr<shared_segment> const& segment() const noexcept { return segment_; }

private:
    rlock_state& state() const noexcept { return *static_cast<rlock_state*>(segment_->data()); }

    void free() noexcept
    {
        state().thread.store(0, std::memory_order_relaxed);
        state().record.release();
    }

    std::shared_ptr<shared_segment> segment_;
    std::atomic<bool> inherited_{false};  // written by who has the lock
};

std::string send(rlock_core const& core)
{
    return quartet::detail::send_name(core.segment());
}

void receive(std::string const& name, std::shared_ptr<rlock_core>& core)
{
    core = std::make_shared<rlock_core>(name);
}

}  // namespace detail

RLock::RLock()
    : shared_handle(std::make_shared<detail::rlock_core>())
{}

bool RLock::locked() const noexcept
{
    return core_->owner() != process_identity();
}

bool RLock::owner_died() const noexcept
{
    return core_->inherited();
}

bool RLock::acquire(bool blocking, timeout limit)
{
    return core_->acquire(detail::acquire_deadline(blocking, limit));
}

void RLock::release()
{
    if (!is_owned())
    {
        throw AssertionError("RLock.release: the calling thread does not have the lock");
    }
    core_->release();
}

bool RLock::is_owned() const noexcept
{
    return core_->is_owned();
}

std::uint32_t RLock::release_all() noexcept
{
    return core_->release_all();
}

void RLock::acquire_again(std::uint32_t depth)
{
    core_->acquire_again(depth);
}

}  // namespace quartet::multiprocessing
