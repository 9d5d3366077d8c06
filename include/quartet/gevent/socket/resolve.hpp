// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_GEVENT_SOCKET_RESOLVE_HPP
#define QUARTET_GEVENT_SOCKET_RESOLVE_HPP

#include <quartet/address_info.hpp>
#include <quartet/detail/config.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quartet::gevent::socket {

using quartet::address;
using quartet::address_info;
using quartet::gaierror;

/// All ways to reach a host (Python: `socket.getaddrinfo`). Numbers are answered at once; names are
/// looked up in a thread of the hub's pool.
/// @param host none: this machine. @param port a number, or a name such as "http"; "": 0.
/// @throws gaierror
QUARTET_DECL std::vector<address_info> getaddrinfo(
    std::optional<std::string> const& host,
    std::string const& port,
    int family = 0,
    int type = 0,
    int proto = 0,
    int flags = 0);

inline std::vector<address_info> getaddrinfo(
    std::optional<std::string> const& host,
    int port,
    int family = 0,
    int type = 0,
    int proto = 0,
    int flags = 0)
{
    return getaddrinfo(host, std::to_string(port), family, type, proto, flags);
}

/// The first IPv4 number of a host. @throws gaierror
QUARTET_DECL std::string gethostbyname(std::string const& host);

/// The names of a host and a port. @param flags NI_NUMERICHOST, ... @throws gaierror
QUARTET_DECL std::pair<std::string, std::string> getnameinfo(address const& of, int flags = 0);

}  // namespace quartet::gevent::socket

#endif
