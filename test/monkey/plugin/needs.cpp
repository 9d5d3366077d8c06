// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A library that blocks, and is linked with another that blocks.
#include <poll.h>

extern "C" int plugin_sleep();
extern "C" long plugin_recv(int fd);

extern "C" int needs_sleep()
{
    return ::plugin_sleep();
}

extern "C" long needs_poll_and_recv(int fd)
{
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, -1) == 1 ? ::plugin_recv(fd) : -1;
}
