// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_ASYNCIO_OPTIONS_HPP
#define QUARTET_ASYNCIO_OPTIONS_HPP

#include <cstddef>
#include <optional>
#include <string_view>
#include <sys/socket.h>

namespace quartet::asyncio {

// No std::string in these: where an aggregate that has one is made within an expression that awaits,
// g++ 12 destroys it twice. Texts are copied.

/// The keyword arguments of open_connection() and EventLoop::create_connection().
struct ConnectionOptions
{
    std::size_t limit = 64 * 1024;  ///< of the StreamReader, in bytes
    int family = AF_UNSPEC;         ///< AF_INET, AF_INET6; AF_UNSPEC: any

    /// Where it shall come from. "" and 0: anywhere.
    std::string_view local_host = {};
    int local_port = 0;

    /// After so many seconds without an answer the next address of the host is tried beside the
    /// first. None: one after the other.
    std::optional<double> happy_eyeballs_delay = {};

    /// Whether an ExceptionGroup with all errors is thrown if no address answers; else one OSError.
    bool all_errors = false;
};

/// The keyword arguments of start_server() and EventLoop::create_server().
struct ServerOptions
{
    std::size_t limit = 64 * 1024;  ///< of each StreamReader, in bytes
    int family = AF_UNSPEC;         ///< AF_INET, AF_INET6; AF_UNSPEC: both
    int backlog = 100;              ///< how many connections wait to be accepted
    bool reuse_address = true;      ///< the port may be used again at once
    bool reuse_port = false;        ///< other sockets may listen there, too

    /// Whether it accepts at once; else at Server::start_serving() or serve_forever().
    bool start_serving = true;
};

/// The keyword arguments of EventLoop::create_datagram_endpoint().
struct DatagramOptions
{
    int family = AF_UNSPEC;  ///< AF_INET, AF_INET6; AF_UNSPEC: as the addresses have it
    bool reuse_port = false;
    bool allow_broadcast = false;
};

}  // namespace quartet::asyncio

#endif
