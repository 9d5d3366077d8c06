// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_QUEUE_GATE_HPP
#define QUARTET_ASYNCIO_DETAIL_QUEUE_GATE_HPP

#include <quartet/asyncio/detail/waiting_tasks.hpp>
#include <quartet/asyncio/event.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/queue/detail/queue_state.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>

namespace quartet::asyncio::detail {

/// What lets tasks to the items of a queue, when there is an item or room.
/**
 * Who waits is granted an item, or room, which is his until his next turn: he then takes it, or passes
 * it on if he was cancelled. So nothing is lost, and nobody who comes later is faster.
 */
class QUARTET_DECL queue_gate
{
public:
    /// One side: those who get, or those who put.
    struct side
    {
        waiting_tasks waiters;
        std::size_t granted = 0;  // to who has not had his turn
    };

    /// How a task waits at one side.
    class QUARTET_DECL wait : public awaiter_tag, private waiting_tasks::entry
    {
    public:
        wait(queue_gate& at, side& of) noexcept
            : entry(of.waiters)
            , gate_(at)
            , side_(of)
        {}
        ~wait();

        bool await_ready() const noexcept { return gate_.may_pass(side_); }

        template <std::derived_from<promise_base> Promise>
        void await_suspend(std::coroutine_handle<Promise> by)
        {
            begin(task_of(by.promise()));
        }

    protected:
        /// It is his turn. @throws CancelledError
        void pass()
        {
            if (has_begun())
            {
                settle();
            }
        }

    private:
        void settle();
        void use_grant() noexcept;

        queue_gate& gate_;
        side& side_;
        bool has_settled_ = false;
    };

    explicit queue_gate(int most) noexcept
        : state(most)
        , maxsize(most)
    {
        all_done.set();
    }

    /// Whether somebody who has not waited may pass now, if only to hear that it is shut down.
    bool may_pass(side const& of) const noexcept
    {
        return is_shut || (&of == &getters ? state.size() : state.room()) > of.granted;
    }

    void put() noexcept
    {
        state.count_put();
        all_done.clear();
        grant(getters);
    }
    void got() noexcept
    {
        state.count_got();
        grant(putters);
    }

    /// The next one may pass, if there is an item or room that nobody has.
    void grant(side& of) noexcept
    {
        if (!of.waiters.empty() && may_pass(of))
        {
            ++of.granted;
            of.waiters.grant();
        }
    }

    /// @throws ValueError
    void task_done();
    void shutdown(bool immediate) noexcept;

    queue::detail::queue_state state;
    int const maxsize;
    bool is_shut = false;
    side getters{waiting_tasks("Queue.get")};
    side putters{waiting_tasks("Queue.put")};
    Event all_done;
};

}  // namespace quartet::asyncio::detail

#endif
