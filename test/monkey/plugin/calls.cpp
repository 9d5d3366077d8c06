// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// A library that knows nothing of greenlets, and blocks.
#include <sys/socket.h>
#include <unistd.h>

extern "C" int plugin_sleep()
{
    return ::usleep(100);
}

extern "C" long plugin_recv(int fd)
{
    char c;
    return ::recv(fd, &c, 1, 0);
}
