// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// connect, accept, accept4, setsockopt.
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>

#include "../patience.hpp"
#include "../time_limits.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_connect("connect", ::connect);
constinit original libc_connect_alias("__connect", ::connect);
constinit original libc_accept("accept", ::accept);
constinit original libc_accept4("accept4", ::accept4);
constinit original libc_setsockopt("setsockopt", ::setsockopt);

/// For the one call, there being no flag for it, the descriptor is non-blocking.
int connect_without_waiting(int fd, sockaddr const* to, socklen_t size) noexcept
{
    int const flags = ::fcntl(fd, F_GETFL);
    ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    int const result = libc_connect(fd, to, size);
    int const error = errno;
    ::fcntl(fd, F_SETFL, flags);
    errno = error;
    return result;
}

int result_of_connect(int fd) noexcept
{
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
    {
        return -1;
    }
    if (error != 0)
    {
        errno = error;
        return -1;
    }
    return 0;
}

int cooperative_connect(int fd, sockaddr const* to, socklen_t size)
{
    agent* const self = cooperative_caller();
    if (self == nullptr || !is_blocking(fd))
    {
        return libc_connect(fd, to, size);
    }
    patience how(*self, fd, SO_SNDTIMEO, "connect");
    while (connect_without_waiting(fd, to, size) != 0)
    {
        if (errno == EAGAIN && to->sa_family == AF_UNIX)
        {
            // The listener's queue is full, and no event tells that it is not any more.
            using namespace std::chrono_literals;
            if (!sleep_until(*self, deadline(timeout(1ms)), "connect"))
            {
                return -1;
            }
            continue;
        }
        if (errno != EINPROGRESS && errno != EALREADY)
        {
            return -1;
        }
        if (!how.wait(POLLOUT))
        {
            errno = errno == EAGAIN ? EINPROGRESS : errno;  // as SO_SNDTIMEO has it
            return -1;
        }
        return result_of_connect(fd);
    }
    count_call();
    return 0;
}

/// If another process takes the connection between the look and the call, the call waits for the next
/// one. To make the listener non-blocking meanwhile would do worse to that process.
template <class Accept>
int accept_when_ready(agent& self, int fd, Accept accept)
{
    patience how(self, fd, SO_RCVTIMEO, "accept");
    while (!is_ready(fd, POLLIN))
    {
        if (!how.wait(POLLIN))
        {
            return -1;
        }
    }
    count_call();
    return accept();
}

int cooperative_accept(int fd, sockaddr* from, socklen_t* size)
{
    agent* const self = cooperative_caller();
    if (self == nullptr)
    {
        return libc_accept(fd, from, size);
    }
    return accept_when_ready(*self, fd, [&] { return libc_accept(fd, from, size); });
}

int cooperative_accept4(int fd, sockaddr* from, socklen_t* size, int flags)
{
    agent* const self = cooperative_caller();
    if (self == nullptr)
    {
        return libc_accept4(fd, from, size, flags);
    }
    return accept_when_ready(*self, fd, [&] { return libc_accept4(fd, from, size, flags); });
}

int cooperative_setsockopt(
    int fd, int level, int option, void const* value, socklen_t size) noexcept
{
    if (level == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO ||
                                option == SO_RCVTIMEO_NEW || option == SO_SNDTIMEO_NEW))
    {
        time_limits::there_may_be_some();
    }
    return libc_setsockopt(fd, level, option, value, size);
}

}  // namespace

hooks connect_hooks()
{
    static std::array const all{
        hook(libc_connect, cooperative_connect, in_socket),
        hook(libc_connect_alias, cooperative_connect, in_socket),
        hook(libc_accept, cooperative_accept, in_socket),
        hook(libc_accept4, cooperative_accept4, in_socket),
        hook(libc_setsockopt, cooperative_setsockopt, in_every),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
