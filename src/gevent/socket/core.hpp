// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_GEVENT_SOCKET_CORE_HPP
#define QUARTET_SRC_GEVENT_SOCKET_CORE_HPP

#include <quartet/errors.hpp>
#include <quartet/gevent/socket/socket.hpp>

#include <cerrno>
#include <utility>

#include "../../detail/loop/descriptor.hpp"
#include "../../detail/os_error.hpp"

namespace quartet::gevent::socket {

/// What the handles to a socket share.
struct socket::core
{
    using direction = quartet::detail::direction;
    using deadline = quartet::detail::deadline;

    core(quartet::detail::unique_fd descriptor, int f, int t, int p) noexcept
        : fd(std::move(descriptor))
        , family(f)
        , type(t)
        , proto(p)
    {}

    bool never_waits() const noexcept
    {
        return limit.limit() && *limit.limit() == timeout::duration::zero();
    }

    bool is_tcp() const noexcept
    {
        return type == SOCK_STREAM && (family == AF_INET || family == AF_INET6);
    }

    /// Waits for a direction. @throws TimeoutError
    void wait(direction where, deadline const& end, char const* what)
    {
        if (never_waits())
        {
            throw OSError(EAGAIN, what);
        }
        if (!fd.wait(where, end, what))
        {
            throw TimeoutError("timed out");
        }
    }

    /// Calls the system until it does not say EAGAIN. @return what it says. @throws OSError
    template <class Call>
    std::size_t repeat(direction where, deadline const& end, char const* what, Call call)
    {
        for (;;)
        {
            auto const result = call();
            if (result >= 0)
            {
                return static_cast<std::size_t>(result);
            }
            if (errno == EAGAIN)
            {
                wait(where, end, what);
            }
            else if (errno != EINTR)
            {
                quartet::detail::throw_os_error(what);
            }
        }
    }

    template <class Call>
    std::size_t repeat(direction where, char const* what, Call call)
    {
        // Without a limit the clock is not asked.
        return repeat(where, deadline(limit), what, call);
    }

    /// Receives. @param size what the buffer holds.
    /**
     * After less than a bufferful TCP has nothing more, but for what fd.may_hide_more() knows of. Then
     * to wait first saves the call that would find nothing. (A Unix socket may have more behind
     * descriptors that travel.)
     */
    template <class Call>
    std::size_t receive(std::size_t size, int flags, char const* what, Call call)
    {
        deadline const end(limit);
        if (std::exchange(is_drained, false) && !never_waits() && !fd.may_hide_more())
        {
            wait(direction::read, end, what);
        }
        std::size_t const got = repeat(direction::read, end, what, call);
        is_drained = got != 0 && got < size && flags == 0 && is_tcp();
        return got;
    }

    quartet::detail::watched_descriptor fd;
    int const family;
    int const type;
    int const proto;
    timeout limit;
    bool is_drained = false;
};

/// The number that a name stands for, for a socket of this family. Others are as they are.
/// @throws gaierror
address resolved(address const& where, int family, int type);

}  // namespace quartet::gevent::socket

#endif
