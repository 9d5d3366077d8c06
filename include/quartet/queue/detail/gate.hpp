// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_GATE_HPP
#define QUARTET_QUEUE_DETAIL_GATE_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/wait_queue.hpp>
#include <quartet/queue/detail/queue_state.hpp>
#include <quartet/timeout.hpp>

#include <atomic>
#include <cstddef>
#include <mutex>

namespace quartet::queue::detail {

/// What lets threads to the items of a queue, one at a time, when there is an item or room.
/**
 * Who has entered holds the mutex, which guards the items too, and then either takes or adds one
 * item and calls got() or put(), or calls the `failed` one.
 *
 * An item wakes one who waits for items, and the room for one wakes one who waits for room; whoever
 * comes first has it, and the woken one waits on if that was somebody else. So each that was woken
 * and then fails, other than by coming too late, wakes another.
 *
 * Everybody who returns from a wait has had the mutex after the one who woke him, who then touches
 * the gate no more: it may be destroyed.
 */
class QUARTET_DECL gate
{
public:
    using lock_type = std::unique_lock<quartet::detail::short_mutex>;

    explicit gate(int maxsize) noexcept
        : state_(maxsize)
        , maxsize_(maxsize)
    {}
    gate(gate const&) = delete;
    gate& operator=(gate const&) = delete;

    int maxsize() const noexcept { return maxsize_.load(std::memory_order_relaxed); }
    std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }
    bool is_full() const noexcept { return queue_state::is_full(size(), maxsize()); }

    /// Lets those in for whom there is room now.
    void maxsize(int value) noexcept;

    /// @throws ValueError for a negative limit, unless it has no meaning.
    static void check(bool block, timeout const& limit)
    {
        if (block && limit.limit() && *limit.limit() < timeout::duration::zero())
        {
            throw_negative(limit);
        }
    }

    /// Waits until there is room. @throws Full, ShutDown
    lock_type enter_to_put(bool block, timeout const& limit)
    {
        lock_type lock(mutex_);
        if (state_.may_put() != queue_state::answer::yes)
        {
            wait_for_room(lock, block, limit);
        }
        return lock;
    }

    /// Waits until there is an item. @throws Empty, ShutDown
    lock_type enter_to_get(bool block, timeout const& limit)
    {
        lock_type lock(mutex_);
        if (state_.may_get() != queue_state::answer::yes)
        {
            wait_for_item(lock, block, limit);
        }
        return lock;
    }

    /// An item was added.
    void put(lock_type& lock) noexcept
    {
        state_.count_put();
        leave(lock, getters_);
    }

    /// An item was taken out.
    void got(lock_type& lock) noexcept
    {
        state_.count_got();
        leave(lock, putters_);
    }

    /// Nothing was added; the room is somebody else's.
    void put_failed(lock_type& lock) noexcept { leave(lock, putters_); }

    /// Nothing was taken out; the item is somebody else's. Also of one who only wanted to look.
    void get_failed(lock_type& lock) noexcept { leave(lock, getters_); }

    /// An item is dealt with. @return false if more are than were put.
    bool count_done() noexcept;

    /// @throws ValueError
    void task_done();

    /// @return false if the time was over before all was done.
    bool join(timeout const& limit);

    /// Nothing is put any more, and everybody who waits is told.
    /// @return the lock, with which the caller throws the items away if that was what he asked for.
    lock_type shutdown(bool immediate) noexcept;

private:
    using wait_queue = quartet::detail::wait_queue;

    [[noreturn]] static void throw_negative(timeout const& limit);
    void wait_for_room(lock_type& lock, bool block, timeout const& limit);
    void wait_for_item(lock_type& lock, bool block, timeout const& limit);
    template <class Late, class May>
    void wait(
        wait_queue& queue,
        lock_type& lock,
        May may,
        bool block,
        timeout const& limit,
        char const* what);

    void leave(lock_type& lock, wait_queue& next) noexcept
    {
        size_.store(state_.size(), std::memory_order_relaxed);
        if (next.empty())
        {
            lock.unlock();
            return;
        }
        auto who = next.claim_front();
        lock.unlock();
        if (who)
        {
            who.resume();
        }
    }

    quartet::detail::short_mutex mutex_;  // guards the rest
    queue_state state_;
    wait_queue getters_;
    wait_queue putters_;
    wait_queue joiners_;
    std::atomic<std::size_t> size_ = 0;  // state_.size(), to be read without the mutex
    std::atomic<int> maxsize_;           // of state_, likewise
};

}  // namespace quartet::queue::detail

#endif
