// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_QUEUE_HPP
#define QUARTET_ASYNCIO_QUEUE_HPP

#include <quartet/asyncio/detail/queue_gate.hpp>
#include <quartet/detail/cell.hpp>
#include <quartet/queue/detail/fifo.hpp>
#include <quartet/queue/detail/heap.hpp>
#include <quartet/queue/detail/lifo.hpp>
#include <quartet/queue/errors.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

namespace quartet::asyncio {

/// The exceptions are those of the module queue.
using QueueEmpty = queue::Empty;
using QueueFull = queue::Full;
using QueueShutDown = queue::ShutDown;

/// Items in some order, for the tasks of one loop: what all three queues have in common.
/**
 * First come, first served. A task that is cancelled in get() has taken nothing; one that is cancelled
 * in put() has added nothing.
 *
 * @par Example
 * @code
 * asyncio::Queue<int> q(3);
 * co_await q.put(1);
 * int x = co_await q.get();
 * @endcode
 *
 * @par Thread safety
 * None: for the tasks of one loop. Between threads, use quartet::queue::Queue.
 */
template <class Store>
class basic_queue
{
    using cell = quartet::detail::cell<typename Store::value_type>;

public:
    using value_type = typename Store::value_type;

    basic_queue(basic_queue const&) = delete;
    basic_queue& operator=(basic_queue const&) = delete;

    std::size_t qsize() const noexcept { return gate_.state.size(); }
    bool empty() const noexcept { return qsize() == 0; }

    /// Whether put() would wait for room.
    bool full() const noexcept { return gate_.state.room() == 0; }

    /// The most items it holds; no limit if it is not above 0.
    int maxsize() const noexcept { return gate_.maxsize; }

    /// To be awaited: waits for room, and adds the item. @throws QueueShutDown @throws CancelledError
    auto put(value_type item) { return put_operation{*this, std::move(item)}; }

    /// To be awaited: waits for an item, and takes it. @throws QueueShutDown @throws CancelledError
    auto get() noexcept { return get_operation{*this}; }

    /// @throws QueueFull @throws QueueShutDown
    void put_nowait(value_type item)
    {
        if (!gate_.may_pass(gate_.putters))
        {
            throw QueueFull();
        }
        add(item);
    }

    /// @throws QueueEmpty @throws QueueShutDown
    value_type get_nowait()
    {
        if (!gate_.may_pass(gate_.getters))
        {
            throw QueueEmpty();
        }
        return take();
    }

    /// An item that was got is dealt with. @throws ValueError when called more often than put.
    void task_done() { gate_.task_done(); }

    /// To be awaited: waits until every item that was put is dealt with. @throws CancelledError
    auto join() noexcept { return gate_.all_done.wait(); }

    /// From now on put() throws QueueShutDown, and so does get() when no item is left; those who wait,
    /// too. @param immediate throws the items away, and counts them as dealt with.
    void shutdown(bool immediate = false) noexcept
    {
        if (immediate)
        {
            auto const dropped = items_.take_all();
            gate_.shutdown(true);
        }
        else
        {
            gate_.shutdown(false);
        }
    }

protected:
    explicit basic_queue(int maxsize, Store items = Store())
        : gate_(maxsize)
        , items_(std::move(items))
    {}
    ~basic_queue() = default;

private:
    class get_wait : public detail::queue_gate::wait
    {
    public:
        explicit get_wait(basic_queue& of) noexcept
            : wait(of.gate_, of.gate_.getters)
            , of_(of)
        {}
        value_type await_resume()
        {
            this->pass();
            return of_.take();
        }

    private:
        basic_queue& of_;
    };
    struct get_operation
    {
        basic_queue& of;
        auto operator co_await() const noexcept { return get_wait(of); }
    };

    class put_wait : public detail::queue_gate::wait
    {
    public:
        put_wait(basic_queue& to, value_type& item) noexcept
            : wait(to.gate_, to.gate_.putters)
            , to_(to)
            , item_(item)
        {}
        void await_resume()
        {
            this->pass();
            to_.add(item_);
        }

    private:
        basic_queue& to_;
        value_type& item_;  // of the operation, which lives until the end of the co_await
    };
    struct put_operation
    {
        basic_queue& to;
        value_type item;
        auto operator co_await() noexcept { return put_wait(to, item); }
    };

    /// There is room, or it is shut down.
    void add(value_type& item)
    {
        if (gate_.is_shut)
        {
            throw QueueShutDown();
        }
        try
        {
            items_.push(quartet::detail::to_cell(item));
        }
        catch (...)
        {
            gate_.grant(gate_.putters);
            throw;
        }
        gate_.put();
    }

    /// There is an item, or it is shut down.
    value_type take()
    {
        if (gate_.state.size() == 0)
        {
            throw QueueShutDown();
        }
        cell item = pop();
        gate_.got();
        if constexpr (quartet::detail::is_cell_v<value_type>)
        {
            return item;
        }
        else
        {
            return std::move(*item);
        }
    }

    cell pop()
    {
        try
        {
            return items_.pop();
        }
        catch (...)
        {
            gate_.grant(gate_.getters);
            throw;
        }
    }

    detail::queue_gate gate_;
    Store items_;
};

/// First in, first out (Python: `asyncio.Queue`).
template <class T>
class Queue : public basic_queue<queue::detail::fifo<T>>
{
public:
    /// @param maxsize the most items it holds; no limit if it is not above 0.
    explicit Queue(int maxsize = 0)
        : basic_queue<queue::detail::fifo<T>>(maxsize)
    {}
};

/// Last in, first out (Python: `asyncio.LifoQueue`).
template <class T>
class LifoQueue : public basic_queue<queue::detail::lifo<T>>
{
public:
    explicit LifoQueue(int maxsize = 0)
        : basic_queue<queue::detail::lifo<T>>(maxsize)
    {}
};

/// The smallest one first (Python: `asyncio.PriorityQueue`). Equal ones come out in any order.
template <class T, class Compare = std::less<T>>
class PriorityQueue : public basic_queue<queue::detail::heap<T, Compare>>
{
public:
    explicit PriorityQueue(int maxsize = 0, Compare less = Compare())
        : basic_queue<queue::detail::heap<T, Compare>>(
              maxsize, queue::detail::heap<T, Compare>(std::move(less)))
    {}
};

}  // namespace quartet::asyncio

#endif
