// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "mailbox.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <pthread.h>
#include <unistd.h>
#include <utility>

#include "../inspection.hpp"
#include "event_loop.hpp"

namespace quartet::detail {
namespace {

struct store
{
    short_mutex mutex;  // guards the rest and the list of all; locked before that of a mailbox
    std::vector<mailbox*> unused;
};

store& the_store()
{
    static auto* const instance = new store;  // outlives all threads
    return *instance;
}

// A thread that has it may not be there in a forked child; nor are the loops that have mailboxes.
[[maybe_unused]] int const survives_forks = ::pthread_atfork(
    [] { the_store().mutex.lock(); },
    [] { the_store().mutex.unlock(); },
    [] {
        inspected.mailboxes = nullptr;
        the_store().unused.clear();
        the_store().mutex.unlock();
    });

}  // namespace

mailbox& mailbox::acquire(event_loop& of)
{
    mailbox* found = nullptr;
    {
        std::lock_guard const lock(the_store().mutex);
        if (!the_store().unused.empty())
        {
            found = the_store().unused.back();
            the_store().unused.pop_back();
        }
    }
    if (found == nullptr)
    {
        found = new mailbox;
        std::lock_guard const lock(the_store().mutex);
        found->next_ = std::exchange(inspected.mailboxes, found);
    }
    std::lock_guard const lock(found->mutex_);
    found->loop_ = &of;
    found->thread_ = ::gettid();
    return *found;
}

std::vector<std::pair<pid_t, mailbox*>> mailbox::all()
{
    std::vector<std::pair<pid_t, mailbox*>> result;
    std::lock_guard const lock(the_store().mutex);
    for (mailbox* each = inspected.mailboxes; each != nullptr; each = each->next_)
    {
        std::lock_guard const inner(each->mutex_);
        if (each->loop_ != nullptr)
        {
            result.emplace_back(each->thread_, each);
        }
    }
    return result;
}

void mailbox::release() noexcept
{
    {
        std::lock_guard const lock(mutex_);
        loop_ = nullptr;
        for (fiber_agent* const each : std::exchange(arrivals_, {}))
        {
            each->has_arrived_ = false;
        }
    }
    // Fibers that could not be ended are left as they are, with their agents.
    for (fiber_agent* each = first_agent_; each != nullptr; each = each->next())
    {
        each->owner(nullptr);
    }
    used_ = 0;
    std::lock_guard const lock(the_store().mutex);
    the_store().unused.push_back(this);
}

fiber_agent& mailbox::acquire_agent()
{
    ++used_;
    if (unused_.empty())
    {
        // So that release_agent() needs no memory.
        unused_.reserve(++made_);
        auto* const made = new fiber_agent(*this);
        (last_agent_ != nullptr ? last_agent_->next_agent_ : first_agent_) = made;
        last_agent_ = made;
        return *made;
    }
    fiber_agent& agent = *unused_.back();
    unused_.pop_back();
    return agent;
}

void mailbox::wake(fiber_agent& who) noexcept
{
    event_loop* const here = event_loop::here();
    if (here != nullptr && &here->box() == this)
    {
        here->schedule(who);
        return;
    }
    // Asio's mutexes may be patched: nobody may wait for them, or wake others with them, with ours locked.
    agent::unpatched const blocking;
    std::lock_guard const lock(mutex_);
    if (loop_ == nullptr || std::exchange(who.has_arrived_, true))
    {
        return;
    }
    arrivals_.push_back(&who);
    if (arrivals_.size() == 1)
    {
        boost::asio::post(loop_->io(), [this] { take_arrivals(); });
    }
}

void mailbox::take_arrivals()
{
    event_loop* const here = event_loop::here();
    if (here == nullptr || &here->box() != this)
    {
        return;  // the loop has ended meanwhile, and another one may have the mailbox
    }
    std::vector<fiber_agent*> arrived;
    agent::unpatched const blocking;
    std::lock_guard const lock(mutex_);
    arrived.swap(arrivals_);
    for (fiber_agent* const each : arrived)
    {
        each->has_arrived_ = false;
        here->schedule(*each);
    }
}

void mailbox::nudge() noexcept
{
    event_loop* const here = event_loop::here();
    if (here != nullptr && &here->box() == this)
    {
        return;  // the loop, which called us, looks after each step
    }
    agent::unpatched const blocking;
    std::lock_guard const lock(mutex_);
    if (loop_ != nullptr)
    {
        boost::asio::post(loop_->io(), [] {});
    }
}

bool mailbox::post(std::function<void()> call)
{
    agent::unpatched const blocking;
    std::lock_guard const lock(mutex_);
    if (loop_ == nullptr)
    {
        return false;
    }
    boost::asio::post(loop_->io(), std::move(call));
    return true;
}

}  // namespace quartet::detail
