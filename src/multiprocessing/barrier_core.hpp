// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MULTIPROCESSING_BARRIER_CORE_HPP
#define QUARTET_SRC_MULTIPROCESSING_BARRIER_CORE_HPP

#include <quartet/detail/code_address.hpp>
#include <quartet/multiprocessing/detail/barrier_action.hpp>
#include <quartet/timeout.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "../detail/event_count.hpp"
#include "../detail/owner_record.hpp"
#include "../detail/shared_segment.hpp"
#include "barrier_state.hpp"

namespace quartet::multiprocessing::detail {

struct barrier_shared
{
    explicit barrier_shared(int parties)
        : state(parties)
    {}

    quartet::detail::shared_guard guard;   // of state
    quartet::detail::event_count changed;  // a generation ended
    barrier_state state;                   // last: its entries follow it
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
        // clang-format off
        ar & segment;
        ar & limit;
        ar & has_action;
        ar & loader;
        ar & action;
        // clang-format on
    }
};

/// Obeys the state, and sleeps where it says so.
class barrier_core
{
public:
    barrier_core(int parties, std::shared_ptr<barrier_action> action, timeout const& limit);
    explicit barrier_core(barrier_message const& message);

    barrier_message message() const;

    int parties() const noexcept { return shared().state.parties(); }

    int wait(timeout const& limit);

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

private:
    static bool is_dead(quartet::detail::process_identity process) { return process.is_dead(); }

    barrier_shared& shared() const noexcept
    {
        return *static_cast<barrier_shared*>(segment_->data());
    }

    barrier_state::ticket arrive();
    void act(std::size_t entry);
    void wait_for_others(std::size_t entry, quartet::detail::deadline const& end);

    std::shared_ptr<quartet::detail::shared_segment> segment_;
    std::shared_ptr<barrier_action> action_;
    timeout limit_;
};

}  // namespace quartet::multiprocessing::detail

#endif
