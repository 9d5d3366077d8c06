// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// Sockets that are connected, and what tests ask of them.

#ifndef QUARTET_TEST_SUPPORT_SOCKETS_HPP
#define QUARTET_TEST_SUPPORT_SOCKETS_HPP

#include <quartet/errors.hpp>
#include <quartet/gevent/greenlet.hpp>
#include <quartet/gevent/socket.hpp>

#include <functional>
#include <string>
#include <utility>

namespace quartet_test {

namespace gevent = quartet::gevent;
namespace socket = gevent::socket;

inline socket::socket local_server()
{
    return socket::create_server({"127.0.0.1", 0});
}

/// Both ends of a TCP connection.
inline std::pair<socket::socket, socket::socket> connected()
{
    auto const server = local_server();
    auto accepts = gevent::spawn([&] { return server.accept().first; });
    auto client = socket::create_connection(server.getsockname());
    return {client, accepts.get()};
}

/// The system's error that a call ends with; 0: with none.
inline int error_of(std::function<void()> const& call)
{
    try
    {
        call();
    }
    catch (quartet::OSError const& error)
    {
        return error.code().value();
    }
    return 0;
}

inline std::string receive_all(socket::socket const& from)
{
    std::string all;
    for (std::string part; !(part = from.recv(65536)).empty();)
    {
        all += part;
    }
    return all;
}

}  // namespace quartet_test

#endif
