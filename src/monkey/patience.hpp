// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_MONKEY_PATIENCE_HPP
#define QUARTET_SRC_MONKEY_PATIENCE_HPP

#include <cerrno>
#include <poll.h>
#include <sys/socket.h>

#include "caller.hpp"
#include "watch.hpp"

namespace quartet::gevent::monkey::detail {

/// Whether its user has not set O_NONBLOCK.
bool is_blocking(int fd) noexcept;

/// Whether one of the events is there now, or an error: a call will not wait.
bool is_ready(int fd, short events) noexcept;

/// How a call waits in a descriptor: as its user has set it up, which is asked when it has to wait.
/** So nothing is remembered of a descriptor, which others may change at any time. */
class patience
{
public:
    /// @param limit_option SO_RCVTIMEO or SO_SNDTIMEO.
    patience(agent& self, int fd, int limit_option, char const* what) noexcept
        : self_(self)
        , fd_(fd)
        , limit_option_(limit_option)
        , what_(what)
    {}

    /// After an attempt that would have had to wait. @return whether to try again; if not, errno is
    /// what the call fails with, EAGAIN if it shall not wait, or not longer.
    bool wait(short events) noexcept;

    /// Before an attempt that would be in vain, most likely. @return as wait() does.
    bool wait_first(short events) noexcept { return !may_wait() || yield() || park(events); }

private:
    bool may_wait() noexcept;

    /// Once, if somebody else can run: when he has run, there may be no need to wait any more, which
    /// saves what it costs to tell the kernel. @return false if nobody can.
    bool yield() noexcept;
    bool park(short events) noexcept;

    agent& self_;
    int const fd_;
    int const limit_option_;
    char const* const what_;
    int const error_ = errno;  // a call that succeeds leaves it
    bool has_asked_ = false;
    bool may_wait_ = false;
    bool has_yielded_ = false;
    deadline end_{timeout()};
};

}  // namespace quartet::gevent::monkey::detail

#endif
