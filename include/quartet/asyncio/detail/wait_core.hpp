// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_DETAIL_WAIT_CORE_HPP
#define QUARTET_ASYNCIO_DETAIL_WAIT_CORE_HPP

#include <quartet/asyncio/coroutine.hpp>
#include <quartet/asyncio/detail/future_core.hpp>
#include <quartet/detail/config.hpp>
#include <quartet/detail/deadline.hpp>
#include <quartet/timeout.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace quartet::asyncio::detail {

/// What is left of a limit.
class time_left
{
public:
    explicit time_left(quartet::timeout const& limit)
        : end_(limit)
    {}

    quartet::timeout left() const
    {
        return end_.is_unlimited() ? quartet::timeout()
                                   : quartet::timeout(end_.left(std::chrono::nanoseconds::max()));
    }

private:
    quartet::detail::deadline end_;
};

/// One task that waits until so many of several futures have ended.
class QUARTET_DECL wait_core
{
public:
    wait_core(loop_core& loop, std::size_t most);
    ~wait_core();
    wait_core(wait_core const&) = delete;
    wait_core& operator=(wait_core const&) = delete;

    /// The next number, from 0. @param is_decisive_if_failed its exception ends the wait.
    void add(future_core& which, bool is_decisive_if_failed);

    /// Until so many have ended, or one that decides, or the time is over.
    Coroutine<void> until(std::size_t count, quartet::timeout limit);

    /// The number of the one that ended at this place of the order, if it has.
    std::optional<std::size_t> ended(std::size_t place) const noexcept
    {
        return place < order_.size() ? std::optional(order_[place]) : std::nullopt;
    }

private:
    struct member;

    void count(member const& which) noexcept;
    bool is_enough() const noexcept { return order_.size() >= wanted_ || is_decided_; }

    loop_core& loop_;
    std::vector<std::unique_ptr<member>> members_;
    std::vector<std::size_t> order_;  // in which they have ended
    std::size_t wanted_ = 0;
    bool is_decided_ = false;
    ref<future_core> waiter_;  // null: nobody waits
};

}  // namespace quartet::asyncio::detail

#endif
