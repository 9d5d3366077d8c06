// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/gevent/detail/group_core.hpp>
#include <quartet/gevent/errors.hpp>

#include <chrono>
#include <limits>
#include <string>

#include "../detail/loop/fiber_agent.hpp"

namespace quartet::gevent::detail {

using quartet::detail::deadline;
using quartet::detail::fiber_agent;

namespace {

/// What is left of the time.
timeout left(deadline const& end)
{
    return end.is_unlimited() ? timeout() : timeout(end.left(std::chrono::nanoseconds::max()));
}

}  // namespace

void group_core::add(greenlet const& which, bool blocking, timeout const& limit)
{
    if (!which)
    {
        throw ValueError("which: is no greenlet");
    }
    if (contains(which) || which.ready())
    {
        return;
    }
    if (!places_.enter(deadline(blocking ? limit : timeout(0)), "Pool.add"))
    {
        throw PoolFull(
            "the pool is full: " + std::to_string(size()) + " of " + std::to_string(*most()));
    }
    try
    {
        // Others may have run meanwhile.
        auto const [at, is_new] = which.ready()
                                      ? std::pair(members_.end(), false)
                                      : members_.emplace(which.minimal_ident(), member{which, 0});
        if (!is_new)
        {
            places_.leave();
            return;
        }
        at->second.number =
            which.core().on_end([weak = weak_from_this(), &core = which.core()]() noexcept {
                if (auto const self = weak.lock())
                {
                    self->members_.erase(core.minimal_ident());
                    self->places_.leave();
                }
            });
    }
    catch (...)
    {
        members_.erase(which.minimal_ident());
        places_.leave();
        throw;
    }
}

void group_core::discard(greenlet const& which) noexcept
{
    if (contains(which))
    {
        auto const removed = members_.extract(which.minimal_ident());
        which.unlink(removed.mapped().number);
        places_.leave();
    }
}

bool group_core::contains(greenlet const& which) const noexcept
{
    return which && members_.contains(which.minimal_ident());
}

std::vector<greenlet> group_core::members() const
{
    std::vector<greenlet> all;
    all.reserve(members_.size());
    for (auto const& each : members_)
    {
        all.push_back(each.second.which);
    }
    return all;
}

bool group_core::is_inside() const noexcept
{
    fiber_agent const* const running = fiber_agent::running();
    return running != nullptr &&
           members_.contains(static_cast<greenlet_core*>(running->owner())->minimal_ident());
}

bool group_core::join(timeout const& limit, bool raise_error)
{
    if (is_inside())
    {
        throw RuntimeError("join: a member of the group would wait for itself");
    }
    auto const waited_for = raise_error ? members() : std::vector<greenlet>();
    bool const is_empty = places_.wait_empty(deadline(limit), "Group.join");
    for (greenlet const& each : waited_for)
    {
        if (each.ready() && !each.successful())
        {
            std::rethrow_exception(each.exception());
        }
    }
    return is_empty;
}

/// @return whether it was a member that was not killed before.
bool group_core::mark_dying(greenlet const& which) noexcept
{
    auto const found = members_.find(which.minimal_ident());
    return found != members_.end() && !std::exchange(found->second.is_dying, true);
}

bool group_core::kill(std::exception_ptr with, bool block, timeout const& limit)
{
    deadline const end(limit);
    greenlet const self = is_inside() ? getcurrent() : greenlet();
    std::size_t const mine = self ? 1 : 0;
    do
    {
        auto const all = members();
        for (greenlet const& each : all)
        {
            if (!(each == self) && mark_dying(each))
            {
                each.kill(with, false);
            }
        }
        if (self && mark_dying(self))
        {
            self.kill(with);  // throws
        }
        for (greenlet const& each : all)
        {
            if (block && !(each == self))
            {
                each.join(left(end));
            }
        }
        // Those that were spawned meanwhile are next.
    } while (block && members_.size() != mine && !end.expired());
    return members_.empty();
}

bool group_core::killone(
    greenlet const& which, std::exception_ptr with, bool block, timeout const& limit)
{
    if (mark_dying(which))
    {
        which.kill(std::move(with), false);
    }
    if (block)
    {
        which.join(limit);
    }
    return which.ready();
}

std::size_t group_core::free() const noexcept
{
    auto const most = places_.most();
    std::size_t const taken = places_.taken();
    return !most ? std::numeric_limits<std::size_t>::max() : *most > taken ? *most - taken : 0;
}

bool group_core::wait_available(timeout const& limit)
{
    return places_.wait_available(deadline(limit), "Pool.wait_available");
}

}  // namespace quartet::gevent::detail
