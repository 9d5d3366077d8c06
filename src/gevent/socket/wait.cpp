// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <quartet/errors.hpp>
#include <quartet/gevent/socket/wait.hpp>

#include <cerrno>

#include "../../detail/loop/descriptor.hpp"

namespace quartet::gevent::socket {
namespace {

void wait_for(int descriptor, short events, timeout const& limit, char const* what)
{
    pollfd one{descriptor, events, 0};
    if (descriptor < 0)
    {
        throw OSError(EBADF, what);
    }
    if (quartet::detail::poll_descriptors({&one, 1}, quartet::detail::deadline(limit), what) == 0)
    {
        throw TimeoutError("timed out");
    }
    if ((one.revents & POLLNVAL) != 0)
    {
        throw OSError(EBADF, what);
    }
}

}  // namespace

void wait_read(int descriptor, timeout limit)
{
    wait_for(descriptor, POLLIN, limit, "wait_read");
}

void wait_write(int descriptor, timeout limit)
{
    wait_for(descriptor, POLLOUT, limit, "wait_write");
}

void wait_readwrite(int descriptor, timeout limit)
{
    wait_for(descriptor, POLLIN | POLLOUT, limit, "wait_readwrite");
}

}  // namespace quartet::gevent::socket
