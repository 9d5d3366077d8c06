// Copyright (c) 2026 the quartet authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
// close, close_range, closefrom, dup2, dup3: who waits for a descriptor that goes, goes on with EBADF.
#include <algorithm>
#include <array>
#include <unistd.h>

#include "../hints.hpp"
#include "../watch.hpp"
#include "hooks.hpp"

namespace quartet::gevent::monkey::detail {
namespace {

constinit original libc_close("close", ::close);
constinit original libc_close_alias("__close", ::close);
constinit original libc_close_range("close_range", ::close_range);
constinit original libc_closefrom("closefrom", ::closefrom);
constinit original libc_dup2("dup2", ::dup2);
constinit original libc_dup2_alias("__dup2", ::dup2);
constinit original libc_dup3("dup3", ::dup3);

int cooperative_close(int fd)
{
    watch::closing(fd, fd);
    hints(fd).forget();
    return libc_close(fd);
}

int cooperative_close_range(unsigned first, unsigned last, int flags) noexcept
{
    if ((unsigned(flags) & CLOSE_RANGE_CLOEXEC) == 0)
    {
        constexpr unsigned most = ~0u >> 1;
        watch::closing(int(std::min(first, most)), int(std::min(last, most)));
    }
    return libc_close_range(first, last, flags);
}

void cooperative_closefrom(int first) noexcept
{
    watch::closing(first, int(~0u >> 1));
    libc_closefrom(first);
}

int cooperative_dup2(int from, int to) noexcept
{
    if (from != to)
    {
        watch::closing(to, to);
    }
    return libc_dup2(from, to);
}

int cooperative_dup3(int from, int to, int flags) noexcept
{
    watch::closing(to, to);
    return libc_dup3(from, to, flags);
}

}  // namespace

hooks close_hooks()
{
    static std::array const all{
        hook(libc_close, cooperative_close, in_every),
        hook(libc_close_alias, cooperative_close, in_every),
        hook(libc_close_range, cooperative_close_range, in_every),
        hook(libc_closefrom, cooperative_closefrom, in_every),
        hook(libc_dup2, cooperative_dup2, in_every),
        hook(libc_dup2_alias, cooperative_dup2, in_every),
        hook(libc_dup3, cooperative_dup3, in_every),
    };
    return all;
}

}  // namespace quartet::gevent::monkey::detail
