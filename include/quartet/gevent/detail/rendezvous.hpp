// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_DETAIL_RENDEZVOUS_HPP
#define QUARTET_GEVENT_DETAIL_RENDEZVOUS_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/short_mutex.hpp>
#include <quartet/detail/wait_queue.hpp>
#include <quartet/timeout.hpp>

#include <mutex>

namespace quartet::gevent::detail {

/// Where one who puts and one who gets meet: what a Channel is, without the type of its items.
/**
 * Who comes second claims the first one, who waits, and moves the item from the one to the other
 * before either goes on. So an item changes hands exactly if a wait was ended by a claim: whose wait
 * ends otherwise, by the time or by an interruption, has not given or got one.
 */
class QUARTET_DECL rendezvous
{
public:
    /// @param move moves an item from where a putter has it to where a getter wants it.
    explicit rendezvous(void (*move)(void* from, void* to) noexcept) noexcept
        : move_(move)
    {}
    rendezvous(rendezvous const&) = delete;
    rendezvous& operator=(rendezvous const&) = delete;

    /// @throws Full, ShutDown @throws ValueError for a negative limit.
    void put(void* from, bool block, timeout const& limit);

    /// @throws Empty, ShutDown @throws ValueError for a negative limit.
    void get(void* to, bool block, timeout const& limit);

    /// Nobody meets any more, and everybody who waits is told.
    void shutdown() noexcept;

    /// How many wait to put, less how many wait to get.
    int balance() const noexcept;

private:
    struct party;

    /// Those who wait on one side.
    struct side
    {
        quartet::detail::wait_queue queue;
        int count = 0;

        party* claim_front(quartet::detail::waker& who) noexcept;
    };

    template <class Late>
    void wait(
        side& mine,
        std::unique_lock<quartet::detail::short_mutex>& lock,
        void* item,
        timeout const& limit,
        char const* what);

    void (*const move_)(void* from, void* to) noexcept;
    mutable quartet::detail::short_mutex mutex_;  // guards the rest
    side putters_;
    side getters_;  // one of both is empty
    bool is_shut_ = false;
};

}  // namespace quartet::gevent::detail

#endif
