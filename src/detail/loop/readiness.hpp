// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_READINESS_HPP
#define QUARTET_SRC_DETAIL_LOOP_READINESS_HPP

#include <quartet/detail/deadline.hpp>
#include <quartet/detail/run_queue.hpp>
#include <quartet/detail/wait_queue.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "nested_epoll.hpp"
#include "tenant.hpp"

namespace quartet::detail {

enum class direction
{
    read,
    write
};

/// What becomes of the descriptors of Quartet's own that agents of one loop wait for: edge-triggered.
/**
 * With a registration of Asio's for each descriptor, each wait costs a system call and an operation
 * of Asio: a server for 1000 connections took a third more time for a request than raw epoll. Here
 * they are shared by all that is ready at the same time, and while something is, Asio is not asked.
 */
class readiness final : public nested_epoll
{
public:
    class entry;

    /// The loop's, which is made if there is none.
    static readiness& of(event_loop& loop);

    explicit readiness(event_loop& loop)
        : nested_epoll(loop, arming::by_loop)
    {}

private:
    void happened(std::span<epoll_event> events) noexcept override;
};

/// A descriptor that is waited for.
class readiness::entry final : public tenant
{
public:
    /// @throws OSError
    entry(event_loop& loop, int fd);

    /// Waits for what comes after the caller found it not to be ready. @return false if the time was over.
    bool wait(direction where, deadline const& end, char const* what);

    /// The same for one that is no agent: it is scheduled, once; now, if it was ready before. Nobody
    /// else may watch that direction, or wait for it. In the loop's thread.
    void watch(direction where, runnable& who);
    void unwatch(direction where) noexcept;

    /// Takes it out of the loop. Nobody shall wait any more.
    void close() noexcept;

    bool is_closed() const noexcept { return is_closed_; }

    /// Whether something has come that hides behind bytes which came with it: the end, an error, or
    /// urgent data. Then to receive less than was asked for does not mean that there is no more.
    bool may_hide_more() const noexcept { return may_hide_more_; }

    bool is_waited_for() const noexcept { return sides_[0].parked + sides_[1].parked != 0; }
    bool is_waited_for(direction where) const noexcept
    {
        return sides_[std::size_t(where)].parked != 0;
    }

private:
    friend class readiness;

    struct side
    {
        wait_queue waiters;
        runnable* watcher = nullptr;
        unsigned parked = 0;           // how many are in the queue, and the watcher
        std::uint32_t deliveries = 0;  // how often all were woken
        bool is_ready = false;         // nobody waited when it became so
    };

    void prefetch() const noexcept
    {
        constexpr std::size_t line = 64;
        for (std::size_t at = 0; at < sizeof *this; at += line)
        {
            __builtin_prefetch(reinterpret_cast<char const*>(this) + at, 1);
        }
    }

    void happened(std::uint32_t events) noexcept;
    void deliver(side& to) noexcept;
    void evict() noexcept override;

    std::shared_ptr<readiness> in_;
    int const fd_;
    std::array<side, 2> sides_;
    bool is_always_ready_ = false;
    bool may_hide_more_ = false;
    bool is_closed_ = false;
};

}  // namespace quartet::detail

#endif
