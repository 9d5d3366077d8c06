// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_TIMER_QUEUE_HPP
#define QUARTET_SRC_DETAIL_LOOP_TIMER_QUEUE_HPP

#include <quartet/detail/timer.hpp>

#include <cstddef>
#include <vector>

namespace quartet::detail {

/// Timers, the earliest first: a heap of which each knows its place, so that it can leave.
/**
 * Asio has one timer object, and an operation on the heap, for each. Here a timer is a member of
 * whoever waits, and one of Asio's serves all: a million of them take half the time.
 */
class timer_queue
{
public:
    using time_point = timer::time_point;

    timer_queue() = default;
    timer_queue(timer_queue const&) = delete;
    timer_queue& operator=(timer_queue const&) = delete;

    bool empty() const noexcept { return heap_.empty(); }
    std::size_t size() const noexcept { return heap_.size(); }
    time_point earliest() const noexcept { return heap_.front().at; }

    /// It is not set. @throws std::bad_alloc
    void add(timer& which, time_point at)
    {
        heap_.push_back({at, &which});
        rise(heap_.size() - 1);
    }

    /// Does nothing if it is not set.
    void remove(timer& which) noexcept
    {
        if (!which.is_set())
        {
            return;
        }
        std::size_t const gap = which.place_;
        which.place_ = timer::nowhere;
        entry const last = heap_.back();
        heap_.pop_back();
        if (gap != heap_.size())
        {
            put(gap, last);
            rise(gap);
            sink(last.who->place_);
        }
    }

    /// None is set any more.
    void clear() noexcept
    {
        for (entry const& each : heap_)
        {
            each.who->place_ = timer::nowhere;
        }
        heap_.clear();
    }

    /// Fires those that are due. @return whether there were some.
    bool fire(time_point now)
    {
        bool fired = false;
        while (!heap_.empty() && heap_.front().at <= now)
        {
            timer& due = *heap_.front().who;
            remove(due);
            due.fire_(due);
            fired = true;
        }
        return fired;
    }

private:
    struct entry
    {
        time_point at;
        timer* who;
    };

    static constexpr std::size_t branches = 4;  // fewer levels, and siblings share cache lines

    void put(std::size_t place, entry const& what) noexcept
    {
        heap_[place] = what;
        what.who->place_ = place;
    }

    void rise(std::size_t place) noexcept
    {
        entry const mine = heap_[place];
        while (place != 0)
        {
            std::size_t const parent = (place - 1) / branches;
            if (heap_[parent].at <= mine.at)
            {
                break;
            }
            put(place, heap_[parent]);
            place = parent;
        }
        put(place, mine);
    }

    void sink(std::size_t place) noexcept
    {
        entry const mine = heap_[place];
        for (;;)
        {
            std::size_t const first = place * branches + 1;
            if (first >= heap_.size())
            {
                break;
            }
            std::size_t const end =
                first + branches < heap_.size() ? first + branches : heap_.size();
            std::size_t least = first;
            for (std::size_t child = first + 1; child != end; ++child)
            {
                least = heap_[child].at < heap_[least].at ? child : least;
            }
            if (mine.at <= heap_[least].at)
            {
                break;
            }
            put(place, heap_[least]);
            place = least;
        }
        put(place, mine);
    }

    std::vector<entry> heap_;
};

}  // namespace quartet::detail

#endif
