// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/detail/agent.hpp>
#include <quartet/errors.hpp>
#include <quartet/multiprocessing/condition.hpp>

#include <cerrno>
#include <limits>
#include <mutex>

#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "condition_state.hpp"

namespace quartet::multiprocessing {

using quartet::detail::agent;
using quartet::detail::deadline;
using quartet::detail::process_identity;
using quartet::detail::segment_kind;
using quartet::detail::shared_guard;
using quartet::detail::shared_segment;

namespace detail {
namespace {

struct condition_shared
{
    shared_guard guard;  // of state; held for moments, never while anybody waits
    condition_state state;
};

bool is_dead(process_identity process)
{
    return process.is_dead();
}

}  // namespace

class condition_core
{
public:
    condition_core()
        : segment_(quartet::detail::create_segment_of<condition_shared>(segment_kind::condition))
    {}

    explicit condition_core(std::string const& name)
        : segment_(shared_segment::attach(name, segment_kind::condition))
    {}

    std::size_t lie_down()
    {
        std::lock_guard const lock(shared().guard);
        auto entry = shared().state.lie_down(process_identity::self());
        if (!entry)
        {
            shared().state.bury(is_dead);
            entry = shared().state.lie_down(process_identity::self());
        }
        if (!entry)
        {
            throw OSError(
                EAGAIN,
                "Condition.wait: more than " + std::to_string(condition_state::capacity) +
                    " sleepers");
        }
        return *entry;
    }

    void sleep(std::size_t entry, deadline const& end)
    {
        shared().state.bell(entry).await(end, [this, entry](bool idle) {
            if (shared().state.is_notified(entry))
            {
                return true;
            }
            if (!idle)
            {
                return false;
            }
            std::lock_guard const lock(shared().guard);
            return shared().state.is_notified(entry) || shared().state.inherit(entry, is_dead);
        });
    }

    bool get_up(std::size_t entry)
    {
        std::lock_guard const lock(shared().guard);
        return shared().state.get_up(entry);
    }

    void notify(int n)
    {
        std::lock_guard const lock(shared().guard);
        for (int i = 0; i < n; ++i)
        {
            auto const entry = shared().state.notify(is_dead);
            if (!entry)
            {
                return;
            }
            shared().state.bell(*entry).notify_all();
        }
    }

    std::shared_ptr<shared_segment> const& segment() const noexcept { return segment_; }

private:
    condition_shared& shared() const noexcept
    {
        return *static_cast<condition_shared*>(segment_->data());
    }

    std::shared_ptr<shared_segment> segment_;
};

std::string send(condition_core const& core)
{
    return quartet::detail::send_name(core.segment());
}

void receive(std::string const& name, std::shared_ptr<condition_core>& core)
{
    core = std::make_shared<condition_core>(name);
}

}  // namespace detail

Condition::Condition(any_lock lock)
    : shared_handle(std::make_shared<detail::condition_core>())
    , lock_(std::move(lock))
{}

// The entry is given up last, with the lock held again: killed at any moment before, the sleeper
// leaves a notification that another can take over. And because it may still be notified after
// its time ran out, the entry alone says which of the two it was.
bool Condition::wait(timeout limit)
{
    check_owned("wait");
    deadline const end(limit);
    std::size_t const entry = core_->lie_down();
    std::uint32_t depth = 0;
    try
    {
        depth = lock_.release_all();
    }
    catch (ValueError const&)
    {
        core_->get_up(entry);  // another thread has just released the Lock
        throw;
    }
    try
    {
        core_->sleep(entry, end);
    }
    catch (...)
    {
        acquire_again(depth);
        if (core_->get_up(entry))
        {
            core_->notify(1);  // it was for us, and we do not stay
        }
        throw;
    }
    acquire_again(depth);
    return core_->get_up(entry);
}

void Condition::acquire_again(std::uint32_t depth)
{
    agent::uninterruptible const shield;  // the caller has the lock, whatever ends his wait
    lock_.acquire_again(depth);
}

void Condition::notify(int n)
{
    check_owned("notify");
    if (n < 0)
    {
        throw ValueError("Condition.notify: n must not be negative, and is " + std::to_string(n));
    }
    core_->notify(n);
}

void Condition::notify_all()
{
    check_owned("notify_all");
    core_->notify(std::numeric_limits<int>::max());
}

void Condition::check_owned(char const* member) const
{
    if (!lock_.is_owned())
    {
        throw AssertionError(
            std::string("Condition.") + member + ": the caller does not have the lock");
    }
}

}  // namespace quartet::multiprocessing
