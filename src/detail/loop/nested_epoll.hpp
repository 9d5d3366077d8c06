// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_LOOP_NESTED_EPOLL_HPP
#define QUARTET_SRC_DETAIL_LOOP_NESTED_EPOLL_HPP

#include <quartet/detail/config.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <memory>
#include <span>

struct epoll_event;

namespace quartet::detail {

class event_loop;

/// An epoll of a loop's own, for which Asio waits while somebody waits in it.
/**
 *     descriptors --> this epoll --> Asio's epoll: one async_wait while somebody waits
 *                          |                            |
 *                          +-- its handler: happened() <+
 */
class QUARTET_DECL nested_epoll : public std::enable_shared_from_this<nested_epoll>
{
public:
    nested_epoll(nested_epoll const&) = delete;
    nested_epoll& operator=(nested_epoll const&) = delete;

    /// Whether somebody waits.
    bool is_awaited() const noexcept { return waiting_ != 0; }

    /// So that Asio waits, if somebody does.
    void arm();

    /// Looks what has happened. @return whether something has.
    bool look();

    /// Whether to look will find something, in most cases: the last look did.
    bool is_promising() const noexcept { return is_promising_; }

    /// The loop ends: takes what it has out of the io_context.
    void end() noexcept;

protected:
    enum class arming
    {
        at_once,
        by_loop  ///< the loop calls look() and, before it leaves the waiting to Asio, arm()
    };

    /// @throws OSError
    nested_epoll(event_loop& loop, arming when);
    virtual ~nested_epoll();

    /// What has happened, in the thread of the loop. With the mutex of all tenants.
    virtual void happened(std::span<epoll_event> events) noexcept = 0;

    int fd() const noexcept { return epoll_.get(); }

    /// One more waits. @throws std::bad_alloc; then it does not.
    void expect();

    /// So many wait no more. Then Asio need not wait.
    void forget(unsigned count) noexcept;

    /// So many were woken, who will wait again in most cases. Before Asio is run, arm() is called.
    void delivered(unsigned count) noexcept { waiting_ -= count; }

private:
    struct asio_part;

    void arrived(bool was_cancelled);

    bool is_armed_at_once() const noexcept;
    void disarm() noexcept;

    event_loop& loop_;
    arming const arming_;
    unique_fd epoll_;
    std::unique_ptr<asio_part> asio_;
    unsigned waiting_ = 0;
    bool is_out_ = false;  // async_wait, whose handler will come
    bool is_promising_ = false;
};

}  // namespace quartet::detail

#endif
