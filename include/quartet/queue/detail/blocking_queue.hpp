// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_QUEUE_DETAIL_BLOCKING_QUEUE_HPP
#define QUARTET_QUEUE_DETAIL_BLOCKING_QUEUE_HPP

#include <quartet/detail/cell.hpp>
#include <quartet/detail/next_iterator.hpp>
#include <quartet/queue/detail/gate.hpp>
#include <quartet/queue/errors.hpp>
#include <quartet/timeout.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace quartet::queue::detail {

using quartet::detail::cell;
using quartet::detail::is_cell_v;
using quartet::detail::item_of;
using quartet::detail::to_cell;

/// Items in the order of a store, behind a gate: what all four queues have in common.
template <class Store>
class blocking_queue
{
public:
    using value_type = typename Store::value_type;

    blocking_queue(blocking_queue const&) = delete;
    blocking_queue& operator=(blocking_queue const&) = delete;

    /// The number of items, at this moment.
    std::size_t qsize() const noexcept { return gate_.size(); }

    /// Whether there is no item, at this moment.
    bool empty() const noexcept { return qsize() == 0; }

    /// Takes the next item.
    /// @param block false: does not wait, and the limit has no meaning.
    /// @throws Empty when none comes in time. @throws ShutDown when none will come.
    /// @throws ValueError for a negative limit.
    /// @throws what moving the item does; then the item is lost and counts as done.
    value_type get(bool block = true, timeout limit = {})
    {
        gate::check(block, limit);
        auto item = take(block, limit);
        if constexpr (is_cell_v<value_type>)
        {
            return item;
        }
        else
        {
            try
            {
                return value_type(std::move(*item));
            }
            catch (...)
            {
                gate_.count_done();
                throw;
            }
        }
    }

    /// get(false)
    value_type get_nowait() { return get(false); }

    /// A copy of the next item, which stays (Python: gevent's `peek`). It is copied while the queue
    /// is locked: to copy it must not use the queue, and not wait. @throws as get().
    value_type
    peek(bool block = true, timeout limit = {}) requires std::copy_constructible<value_type>
    {
        gate::check(block, limit);
        looking_lock const in{gate_, gate_.enter_to_get(block, limit)};
        return item_of<value_type>(items_.front());
    }

    /// peek(false)
    value_type peek_nowait() requires std::copy_constructible<value_type> { return peek(false); }

    /// The next item, which it waits for; none if the queue is shut down and has none left.
    std::optional<value_type> next()
    {
        try
        {
            return get();
        }
        catch (ShutDown const&)
        {
            return {};
        }
    }

    /// The items, as next() gives them: an input range. Several may iterate, and share the items.
    auto begin() { return quartet::detail::next_iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

protected:
    explicit blocking_queue(int maxsize, Store items = Store())
        : gate_(maxsize)
        , items_(std::move(items))
    {}
    ~blocking_queue() = default;

    void add(value_type& item, bool block, timeout const& limit)
    {
        gate::check(block, limit);
        auto&& stored = to_cell(item);
        auto lock = gate_.enter_to_put(block, limit);
        try
        {
            items_.push(std::move(stored));
        }
        catch (...)
        {
            gate_.put_failed(lock);
            throw;
        }
        gate_.put(lock);
    }

    gate gate_;
    Store items_;  // guarded by the gate

private:
    struct looking_lock
    {
        gate& through;
        mutable gate::lock_type lock;
        ~looking_lock() { through.get_failed(lock); }
    };

    cell<value_type> take(bool block, timeout const& limit)
    {
        auto lock = gate_.enter_to_get(block, limit);
        try
        {
            cell<value_type> item = items_.pop();
            gate_.got(lock);
            return item;
        }
        catch (...)
        {
            gate_.get_failed(lock);
            throw;
        }
    }
};

/// What Queue, LifoQueue and PriorityQueue have and SimpleQueue has not.
template <class Store>
class bounded_queue : public blocking_queue<Store>
{
public:
    using typename blocking_queue<Store>::value_type;

    /// The most items it holds; no limit if it is not above 0.
    int maxsize() const noexcept { return this->gate_.maxsize(); }

    /// Also when it is in use: who waits for room is let in if there is some now. Items that are
    /// there stay.
    void maxsize(int value) noexcept { this->gate_.maxsize(value); }

    /// Whether put would block, at this moment.
    bool full() const noexcept { return this->gate_.is_full(); }

    /// Adds an item.
    /// @param block false: does not wait, and the limit has no meaning.
    /// @throws Full when there is no room in time. @throws ShutDown @throws ValueError for a
    /// negative limit. @throws what moving or comparing items does; then the item is not added.
    void put(value_type item, bool block = true, timeout limit = {})
    {
        this->add(item, block, limit);
    }

    /// put(item, false)
    void put_nowait(value_type item) { this->add(item, false, {}); }

    /// An item that was got is dealt with. @throws ValueError when called more often than put.
    void task_done() { this->gate_.task_done(); }

    /// Waits until every item that was put is dealt with.
    /// @param limit seconds; a negative one counts as 0. @return false if the time was over before.
    bool join(timeout limit = {}) { return this->gate_.join(limit); }

    /// From now on put throws ShutDown, and so does get when no item is left; those who wait too.
    /// @param immediate throws the items away, and counts them as dealt with. Also later.
    void shutdown(bool immediate = false) noexcept
    {
        auto lock = this->gate_.shutdown(immediate);
        if (immediate)
        {
            // Destroyed after the lock is given back.
            auto const dropped = this->items_.take_all();
            lock.unlock();
        }
    }

protected:
    using blocking_queue<Store>::blocking_queue;
    ~bounded_queue() = default;
};

}  // namespace quartet::queue::detail

#endif
