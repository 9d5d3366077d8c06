// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_SRC_ASYNCIO_TRANSPORT_SOCKET_NAME_HPP
#define QUARTET_SRC_ASYNCIO_TRANSPORT_SOCKET_NAME_HPP

#include <quartet/address.hpp>

#include <sys/socket.h>

namespace quartet::asyncio::detail {

/// What getsockname() or getpeername() says; of a pipe, an address of no family. @throws OSError
address name_of(int descriptor, int (*ask)(int, sockaddr*, socklen_t*), char const* what);

}  // namespace quartet::asyncio::detail

#endif
