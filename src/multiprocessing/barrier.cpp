// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/multiprocessing/barrier.hpp>

#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "barrier_state.hpp"

#include <quartet/detail/code_address.hpp>
#include <quartet/errors.hpp>

#include <algorithm>
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

struct barrier_shared
{
    explicit barrier_shared(int parties) : state(parties) {}

    shared_guard guard;   // of state
    event_count changed;  // a generation ended
    barrier_state state;  // last: its entries follow it
};

/// What travels.
struct barrier_message
{
    std::string segment;
    timeout::duration::rep limit = -1;  // nanoseconds; -1: none
    bool has_action = false;
    quartet::detail::code_address loader;
    std::string action;

    template <class Archive>
    void serialize(Archive& ar, unsigned)
    {
        ar & segment & limit & has_action & loader & action;
    }
};

bool is_dead(process_identity process)
{
    return process.is_dead();
}

}  // namespace

/// Obeys the state, and sleeps where it says so.
class barrier_core
{
public:
    barrier_core(int parties, std::shared_ptr<barrier_action> action, timeout const& limit)
        : segment_(
            shared_segment::create(
                segment_kind::barrier,
                sizeof(barrier_shared) - sizeof(barrier_state) + barrier_state::size(parties)))
        , action_(std::move(action))
        , limit_(limit)
    {
        new (segment_->data()) barrier_shared(parties);
    }

    explicit barrier_core(barrier_message const& message)
        : segment_(shared_segment::attach(message.segment, segment_kind::barrier))
    {
        if (message.limit >= 0)
        {
            limit_ = timeout::duration(message.limit);
        }
        if (message.has_action)
        {
            auto const load = reinterpret_cast<barrier_action::loader>(
                quartet::detail::from_code_address(message.loader));
            quartet::detail::memory_source bytes(message.action.data(), message.action.size());
            action_ = load(bytes);
        }
    }

    barrier_message message() const
    {
        barrier_message result;
        result.segment = quartet::detail::send_name(segment_);
        if (limit_.limit())
        {
            result.limit = std::max(*limit_.limit(), timeout::duration::zero()).count();
        }
        if (action_)
        {
            result.has_action = true;
            result.loader = quartet::detail::to_code_address(
                reinterpret_cast<void const*>(action_->how_to_load()));
            quartet::detail::string_sink bytes(result.action);
            action_->save(bytes);
        }
        return result;
    }

    int wait(timeout const& limit)
    {
        barrier_state::ticket const mine = arrive();
        if (mine.how == barrier_state::arrival::broken)
        {
            throw BrokenBarrierError("Barrier.wait: the barrier is broken");
        }
        if (mine.how == barrier_state::arrival::last)
        {
            act(mine.entry);
        }
        else
        {
            wait_for_others(mine.entry, deadline(limit.limit() ? limit : limit_));
        }
        bool passed = false;
        {
            std::lock_guard const lock(shared().guard);
            passed = shared().state.look(mine.entry) == barrier_state::outcome::passed;
            shared().state.leave(mine.entry);
        }
        if (!passed)
        {
            throw BrokenBarrierError("Barrier.wait: the barrier was broken or reset");
        }
        return mine.index;
    }

    /// Something that may end the generation: all sleepers look at it.
    template <class Change>
    void change(Change apply)
    {
        {
            std::lock_guard const lock(shared().guard);
            apply(shared().state);
        }
        shared().changed.notify_all();
    }

    /// What the living see.
    template <class Look>
    auto observe(Look look)
    {
        std::unique_lock lock(shared().guard);
        bool const broke = shared().state.bury(is_dead);
        auto const result = look(shared().state);
        lock.unlock();
        if (broke)
        {
            shared().changed.notify_all();
        }
        return result;
    }

    int parties() const noexcept { return shared().state.parties(); }

private:
    barrier_shared& shared() const noexcept
    {
        return *static_cast<barrier_shared*>(segment_->data());
    }

    barrier_state::ticket arrive()
    {
        barrier_state::ticket mine{barrier_state::arrival::broken};
        shared().changed.await(deadline(timeout()), [&](bool idle) {
            {
                std::lock_guard const lock(shared().guard);
                if (idle)
                {
                    shared().state.bury(is_dead);
                }
                mine = shared().state.arrive(process_identity::self(), is_dead);
            }
            if (mine.how == barrier_state::arrival::broken)
            {
                shared().changed.notify_all();  // perhaps it was not until just now
            }
            return mine.how != barrier_state::arrival::too_soon;
        });
        return mine;
    }

    void act(std::size_t entry)
    {
        if (action_)
        {
            try
            {
                action_->run();
            }
            catch (...)
            {
                change([entry](barrier_state& state) {
                    state.fail(entry);
                    state.leave(entry);
                });
                throw;
            }
        }
        change([entry](barrier_state& state) { state.finish(entry); });
    }

    void wait_for_others(std::size_t entry, deadline const& end)
    {
        auto const ended = [&](bool idle) {
            auto const is_over = [entry](barrier_state& state) {
                return state.look(entry) != barrier_state::outcome::waiting;
            };
            if (idle)
            {
                return observe(is_over);
            }
            std::lock_guard const lock(shared().guard);
            return is_over(shared().state);
        };
        while (!shared().changed.await(end, ended))
        {
            bool acting = false;
            change([&](barrier_state& state) {
                acting = state.acting();
                if (!acting)
                {
                    state.fail(entry);
                }
            });
            if (acting)
            {
                // All have arrived in time; how long the action takes is not limited.
                shared().changed.await(deadline(timeout()), ended);
            }
        }
    }

    std::shared_ptr<shared_segment> segment_;
    std::shared_ptr<barrier_action> action_;
    timeout limit_;
};

std::string send(barrier_core const& core)
{
    std::string bytes;
    quartet::detail::string_sink sink(bytes);
    quartet::detail::dump(sink, core.message());
    return bytes;
}

void receive(std::string const& bytes, std::shared_ptr<barrier_core>& core)
{
    quartet::detail::memory_source source(bytes.data(), bytes.size());
    core = std::make_shared<barrier_core>(quartet::detail::load<barrier_message>(source));
}

}  // namespace detail

Barrier::Barrier(int parties, std::nullptr_t, timeout limit)
    : Barrier(parties, std::shared_ptr<detail::barrier_action>(), limit, with_action())
{
}

Barrier::Barrier(
    int parties,
    std::shared_ptr<detail::barrier_action> action,
    timeout const& limit,
    with_action)
{
    if (parties < 1)
    {
        throw ValueError("Barrier: parties must be at least 1, and is " + std::to_string(parties));
    }
    core_ = std::make_shared<detail::barrier_core>(parties, std::move(action), limit);
}

int Barrier::parties() const noexcept
{
    return core_->parties();
}

int Barrier::n_waiting() const
{
    return core_->observe([](detail::barrier_state& state) { return state.arrived(); });
}

bool Barrier::broken() const
{
    return core_->observe([](detail::barrier_state& state) { return state.broken(); });
}

int Barrier::wait(timeout limit)
{
    return core_->wait(limit);
}

void Barrier::reset()
{
    core_->change([](detail::barrier_state& state) { state.reset(); });
}

void Barrier::abort()
{
    core_->change([](detail::barrier_state& state) { state.abort(); });
}

}  // namespace quartet::multiprocessing
