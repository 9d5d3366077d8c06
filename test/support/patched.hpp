// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef QUARTET_TEST_SUPPORT_PATCHED_HPP
#define QUARTET_TEST_SUPPORT_PATCHED_HPP

#include <quartet/gevent.hpp>
#include <quartet/monkey.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include "support/leaves_no_descriptor.hpp"

namespace quartet_test {

/// All is patched, and the loop has what it keeps for that.
struct patched
{
    patched()
    {
        quartet::gevent::monkey::patch_all();
        int ends[2];
        ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
        auto const waits = quartet::gevent::spawn([&] {
            char c;
            ::recv(ends[0], &c, 1, 0);
        });
        quartet::gevent::sleep(0);
        ::send(ends[1], "x", 1, 0);
        waits.join();
        ::close(ends[0]);
        ::close(ends[1]);
    }
};

/// Where something that should be cooperative blocks the thread, a case would never end: this ends it.
struct ends
{
    ends() { ::alarm(300); }
    ~ends() { ::alarm(0); }
};

/// A fixture: a case in which all is patched leaves no descriptor, and nothing in the loop.
struct patched_and_leaves_no_descriptor : ends, patched, leaves_no_descriptor
{};

}  // namespace quartet_test

#endif
