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
     * To wait first, which tells of what has come meanwhile, too, saves the call that would find
     * nothing. That is likely after less than a bufferful, and after a bufferful if the last call
     * that came without waiting found nothing: then that is how long the messages are.
     */
    template <class Call>
    std::size_t receive(std::size_t size, int flags, char const* what, Call call)
    {
        deadline const end(limit);
        bool const waits_first = std::exchange(is_drained, false) && !never_waits();
        if (waits_first)
        {
            wait(direction::read, end, what);
        }
        bool found = true;
        std::size_t const got = repeat(direction::read, end, what, [&] {
            auto const result = call();
            found = found && (result >= 0 || errno != EAGAIN);
            return result;
        });
        guess.note(waits_first, found);
        is_drained = got != 0 && type == SOCK_STREAM && flags == 0 &&
                     (got < size || guess.is_drained_after_bufferful());
        return got;
    }

    /// Whether more lies there when a buffer is full.
    class bufferful_guess
    {
    public:
        /// @param found whether the first call found something.
        void note(bool waited_first, bool found) noexcept
        {
            if (!waited_first)
            {
                waits_left_ = found ? 0 : most_waits;
            }
        }

        bool is_drained_after_bufferful() noexcept
        {
            return waits_left_ != 0 && --waits_left_ != 0;
        }

    private:
        static constexpr unsigned char most_waits = 64;  // then it is tried again
        unsigned char waits_left_ = 0;
    };

    quartet::detail::watched_descriptor fd;
    int const family;
    int const type;
    int const proto;
    timeout limit;
    bool is_drained = false;
    bufferful_guess guess;
};

/// The number that a name stands for, for a socket of this family. Others are as they are.
/// @throws gaierror
address resolved(address const& where, int family, int type);

}  // namespace quartet::gevent::socket

#endif
