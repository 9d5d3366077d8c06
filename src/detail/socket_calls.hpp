// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_DETAIL_SOCKET_CALLS_HPP
#define QUARTET_SRC_DETAIL_SOCKET_CALLS_HPP

#include <quartet/address.hpp>
#include <quartet/detail/unique_fd.hpp>

#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>

#include "os_error.hpp"

// The system's calls for sockets, as gevent and asyncio make them. All throw OSError.
namespace quartet::detail {

/// Non-blocking and close-on-exec.
inline unique_fd make_socket(int family, int type, int proto = 0)
{
    unique_fd made(::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, proto));
    if (!made)
    {
        throw_os_error("socket");
    }
    return made;
}

/// @param where no name. @param what for the error
inline void bind_socket(int socket, address const& where, std::string const& what)
{
    sockaddr_storage name;
    socklen_t const size = where.store(name);
    if (::bind(socket, reinterpret_cast<sockaddr*>(&name), size) != 0)
    {
        throw_os_error(what);
    }
}

/// An option of SOL_SOCKET.
inline int option_of(int socket, int option)
{
    int value = 0;
    socklen_t size = sizeof value;
    if (::getsockopt(socket, SOL_SOCKET, option, &value, &size) != 0)
    {
        throw_os_error("getsockopt");
    }
    return value;
}

inline void set_option(int socket, int level, int option, int value)
{
    if (::setsockopt(socket, level, option, &value, sizeof value) != 0)
    {
        throw_os_error("setsockopt");
    }
}

/// @param what for the error
inline void make_non_blocking(int fd, char const* what)
{
    int const flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
    {
        throw_os_error(what);
    }
}

/// Of one that connects: to be woken tells that it was writable, perhaps before it began to.
inline bool is_writable(int socket)
{
    pollfd one{socket, POLLOUT, 0};
    return ::poll(&one, 1, 0) != 0;
}

}  // namespace quartet::detail

#endif
