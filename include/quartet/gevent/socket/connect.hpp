// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SOCKET_CONNECT_HPP
#define QUARTET_GEVENT_SOCKET_CONNECT_HPP

#include <quartet/detail/config.hpp>
#include <quartet/gevent/socket/socket.hpp>

#include <optional>
#include <sys/socket.h>
#include <utility>

namespace quartet::gevent::socket {

/// A connection (Python: `socket.create_connection`). All that the host's name stands for is tried.
/// @param limit of each attempt, and of the socket's waits then.
/// @param source where it shall come from; none: anywhere.
/// @throws the error of the last attempt. @throws TimeoutError, gaierror
QUARTET_DECL socket create_connection(
    address const& where, timeout limit = {}, std::optional<address> const& source = {});

/// The keyword arguments of create_server().
struct server_options
{
    int backlog = 128;        ///< how many connections wait for accept()
    bool reuse_port = false;  ///< other sockets may listen there, too

    /// An IPv6 socket takes IPv4 connections, too.
    bool dualstack_ipv6 = false;
};

/// A socket that listens (Python: `socket.create_server`). A port may be used again at once.
/// @param where a host and a port (0: any that is free), or a path.
/// @throws OSError, gaierror
QUARTET_DECL socket create_server(address const& where, server_options const& options = {});

/// Two sockets that are connected (Python: `socket.socketpair`).
QUARTET_DECL std::pair<socket, socket>
socketpair(int family = AF_UNIX, int type = SOCK_STREAM, int proto = 0);

/// A socket of a copy of a descriptor (Python: `socket.fromfd`). What both are copies of becomes
/// non-blocking. @throws OSError
QUARTET_DECL socket fromfd(int descriptor);

}  // namespace quartet::gevent::socket

#endif
